import { bindings, clusterRoleBinding, eachSubject, roleBinding, subject } from '../rbac-objects';
import { defineRule } from '../rule';

export const noAllAuthenticatedBindings = defineRule({
  id: 'no-all-authenticated-bindings',
  severity: 'high',
  title: 'Grant nothing to everyone who can log in',
  rationale:
    'The groups of all authenticated users and of all service accounts hold every pod of every team, whatever runs in it, and everyone your identity provider knows.',
  remediation: 'Bind the groups and service accounts that need it, by name.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.1' },
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1078' },
  ],
  on: 'object',
  resources: [bindings],
  forEach: eachSubject,
  cel: '!(subject.kind == "Group" && subject.name in ["system:authenticated", "system:serviceaccounts"])',
  message: 'the binding grants to everyone who can log in: {label}',
  samples: {
    good: [
      { name: 'binds a group', given: roleBinding('view', subject('Group', 'team-a')) },
      {
        name: 'binds the service accounts of one namespace',
        given: roleBinding('view', subject('Group', 'system:serviceaccounts:sample')),
      },
    ],
    bad: [
      {
        name: 'binds all who are authenticated',
        given: clusterRoleBinding('view', subject('Group', 'system:authenticated')),
        message: 'the binding grants to everyone who can log in: Group system:authenticated',
      },
      {
        name: 'binds all service accounts',
        given: clusterRoleBinding('view', subject('Group', 'system:serviceaccounts')),
        message: 'the binding grants to everyone who can log in: Group system:serviceaccounts',
      },
      {
        name: 'binds them in one namespace, after a group',
        given: roleBinding('view', subject('Group', 'team-a'), subject('Group', 'system:authenticated')),
        message: 'the binding grants to everyone who can log in: Group system:authenticated',
      },
    ],
  },
});
