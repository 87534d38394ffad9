import { clusterRole, eachPermission, permission, role, roles } from '../rbac-objects';
import { defineRule } from '../rule';

export const noEscalationVerbs = defineRule({
  id: 'no-escalation-verbs',
  severity: 'critical',
  title: 'Grant nobody the verbs that go past RBAC',
  rationale:
    'RBAC lets nobody hand out what they do not have themselves, but for three verbs: `escalate` writes any role, `bind` binds any role, `impersonate` acts as anyone, members of system:masters included. So do its bounded forms, such as `impersonate:user-info`.',
  remediation:
    'Take the verbs out. Let roles be changed by a reviewed pipeline whose own role holds what it hands out.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.8' },
    { standard: 'cis-eks', control: '4.1.8' },
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1098.006' },
  ],
  on: 'object',
  resources: [roles],
  forEach: eachPermission,
  cel: '!rule.verbs.exists(verb, verb in ["bind", "escalate", "impersonate"] || verb.startsWith("impersonate:"))',
  message: 'the role can go past RBAC: {label}',
  samples: {
    good: [
      {
        name: 'reads roles',
        given: role(permission(['get', 'list'], ['roles'], { apiGroups: ['rbac.authorization.k8s.io'] })),
      },
      {
        name: 'changes bindings under RBAC’s own checks',
        given: role(permission(['create'], ['rolebindings'], { apiGroups: ['rbac.authorization.k8s.io'] })),
      },
    ],
    bad: [
      {
        name: 'impersonates users',
        given: clusterRole(permission(['impersonate'], ['users', 'groups'])),
        message: 'the role can go past RBAC: impersonate users/groups',
      },
      {
        name: 'impersonates users within bounds',
        given: clusterRole(
          permission(['impersonate:user-info'], ['users'], { apiGroups: ['authentication.k8s.io'] }),
          permission(['impersonate-on:user-info:get'], ['configmaps']),
        ),
        message: 'the role can go past RBAC: impersonate:user-info users',
      },
      {
        name: 'binds cluster roles',
        given: clusterRole(permission(['bind'], ['clusterroles'], { apiGroups: ['rbac.authorization.k8s.io'] })),
        message: 'the role can go past RBAC: bind clusterroles',
      },
      {
        name: 'escalates roles, among harmless verbs',
        given: role(permission(['get', 'escalate'], ['roles'], { apiGroups: ['rbac.authorization.k8s.io'] })),
        message: 'the role can go past RBAC: get/escalate roles',
      },
    ],
  },
});
