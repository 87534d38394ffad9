import { bindings, clusterRoleBinding, eachSubject, roleBinding, serviceAccount, subject } from '../rbac-objects';
import { defineRule } from '../rule';

export const noAnonymousBindings = defineRule({
  id: 'no-anonymous-bindings',
  severity: 'critical',
  title: 'Grant nothing to callers without a name',
  rationale:
    'What is bound to `system:anonymous` or `system:unauthenticated` is open to everyone who reaches the API server.',
  remediation: 'Bind named users, groups or service accounts. Health checks need no binding of one’s own.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.1' },
    { standard: 'nsa-cisa', control: 'Authentication and authorization' },
    { standard: 'mitre-attack', control: 'T1190' },
  ],
  on: 'object',
  resources: [bindings],
  forEach: eachSubject,
  cel: '!(subject.name in ["system:anonymous", "system:unauthenticated"])',
  message: 'the binding grants to callers without a name: {label}',
  samples: {
    good: [
      { name: 'binds a group', given: roleBinding('view', subject('Group', 'team-a')) },
      { name: 'binds a service account', given: roleBinding('view', serviceAccount('app')) },
    ],
    bad: [
      {
        name: 'binds the anonymous user',
        given: clusterRoleBinding('view', subject('User', 'system:anonymous')),
        message: 'the binding grants to callers without a name: User system:anonymous',
      },
      {
        name: 'binds the group of unauthenticated callers',
        given: clusterRoleBinding('view', subject('Group', 'system:unauthenticated')),
        message: 'the binding grants to callers without a name: Group system:unauthenticated',
      },
      {
        name: 'binds both beside a service account',
        given: roleBinding(
          'view',
          serviceAccount('app'),
          subject('User', 'system:anonymous'),
          subject('Group', 'system:unauthenticated'),
        ),
        message: 'the binding grants to callers without a name: User system:anonymous, Group system:unauthenticated',
      },
    ],
  },
});
