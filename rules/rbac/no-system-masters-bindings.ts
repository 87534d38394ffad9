import { bindings, clusterRoleBinding, eachSubject, roleBinding, subject } from '../rbac-objects';
import { defineRule } from '../rule';

export const noSystemMastersBindings = defineRule({
  id: 'no-system-masters-bindings',
  severity: 'critical',
  title: 'Bind nothing to system:masters',
  rationale:
    'The group goes past RBAC, and its members cannot be stopped by taking a role away. A binding to it grants nothing new, but it shows that somebody counts on certificates of that group.',
  remediation:
    'Bind a group of your identity provider, and make no certificates with the organisation `system:masters`.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.7' },
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1098.006' },
  ],
  on: 'object',
  resources: [bindings],
  forEach: eachSubject,
  cel: '!(subject.kind == "Group" && subject.name == "system:masters")',
  message: 'the binding counts on a group that goes past RBAC: {label}',
  samples: {
    good: [
      { name: 'binds a group of one’s own', given: clusterRoleBinding('view', subject('Group', 'platform')) },
      {
        name: 'binds a user of that name, who has no such power',
        given: roleBinding('view', subject('User', 'system:masters')),
      },
    ],
    bad: [
      {
        name: 'binds it',
        given: clusterRoleBinding('view', subject('Group', 'system:masters')),
        message: 'the binding counts on a group that goes past RBAC: Group system:masters',
      },
      {
        name: 'binds it in one namespace',
        given: roleBinding('edit', subject('Group', 'system:masters')),
        message: 'the binding counts on a group that goes past RBAC: Group system:masters',
      },
      {
        name: 'binds it after another',
        given: clusterRoleBinding('view', subject('Group', 'platform'), subject('Group', 'system:masters')),
        message: 'the binding counts on a group that goes past RBAC: Group system:masters',
      },
    ],
  },
});
