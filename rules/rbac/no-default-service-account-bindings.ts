import { bindings, clusterRoleBinding, eachSubject, roleBinding, serviceAccount, subject } from '../rbac-objects';
import { defineRule } from '../rule';

export const noDefaultServiceAccountBindings = defineRule({
  id: 'no-default-service-account-bindings',
  severity: 'medium',
  title: 'Grant nothing to default service accounts',
  rationale:
    'Every pod of a namespace that names no account runs as `default`: a permission for one of them is a permission for all.',
  remediation: 'Make a service account for the workload that needs the permission and bind that.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.5' },
    { standard: 'cis-eks', control: '4.1.5' },
    { standard: 'nsa-cisa', control: 'Protecting Pod service account tokens' },
    { standard: 'mitre-attack', control: 'T1528' },
  ],
  on: 'object',
  resources: [bindings],
  forEach: eachSubject,
  // To RBAC an account is a user too, by its long name.
  cel: '!(subject.kind == "ServiceAccount" && subject.name == "default") && !(subject.kind == "User" && subject.name.startsWith("system:serviceaccount:") && subject.name.endsWith(":default"))',
  message: 'the binding grants to a default service account: {label}',
  samples: {
    good: [
      { name: 'binds an account of its own', given: roleBinding('view', serviceAccount('app')) },
      { name: 'binds a group called default', given: roleBinding('view', subject('Group', 'default')) },
    ],
    bad: [
      {
        name: 'binds it',
        given: roleBinding('view', serviceAccount('default')),
        message: 'the binding grants to a default service account: ServiceAccount default',
      },
      {
        name: 'binds it in the whole cluster',
        given: clusterRoleBinding('view', serviceAccount('default')),
        message: 'the binding grants to a default service account: ServiceAccount default',
      },
      {
        name: 'binds that of another namespace',
        given: roleBinding('view', serviceAccount('app'), serviceAccount('default', 'other')),
        message: 'the binding grants to a default service account: ServiceAccount default',
      },
      {
        name: 'binds it by its name as a user',
        given: roleBinding('view', subject('User', 'system:serviceaccount:sample:default')),
        message: 'the binding grants to a default service account: User system:serviceaccount:sample:default',
      },
    ],
  },
});
