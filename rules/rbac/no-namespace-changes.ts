import { clusterRole, eachPermission, permission, role, roles } from '../rbac-objects';
import { defineRule } from '../rule';

const message = 'the role can relabel namespaces: ';

export const noNamespaceChanges = defineRule({
  id: 'no-namespace-changes',
  severity: 'medium',
  title: 'Grant nobody the change of namespaces',
  rationale:
    'Labels of a namespace set its Pod Security level, take it out of the reach of admission policies and webhooks, and let its pods through network policies: whoever may patch one may take the guard rails down.',
  remediation: 'Leave namespaces to the pipeline that makes them, with their labels, quotas and policies.',
  references: [
    { standard: 'cis-kubernetes', control: '5.2.1' },
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1562.001' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/' },
  ],
  on: 'object',
  resources: [roles],
  forEach: eachPermission,
  cel: '!("" in rule.?apiGroups.orValue([])) || !("namespaces" in rule.?resources.orValue([])) || !rule.verbs.exists(verb, verb in ["update", "patch"])',
  message: `${message}{label}`,
  samples: {
    good: [
      { name: 'reads them', given: clusterRole(permission(['get', 'list'], ['namespaces'])) },
      { name: 'makes them', given: clusterRole(permission(['create'], ['namespaces'])) },
    ],
    bad: [
      {
        name: 'patches them',
        given: clusterRole(permission(['patch'], ['namespaces'])),
        message: `${message}patch namespaces`,
      },
      {
        name: 'updates them, beside other things',
        given: clusterRole(permission(['get'], ['configmaps']), permission(['get', 'update'], ['namespaces'])),
        message: `${message}get/update namespaces`,
      },
      {
        name: 'patches its own, which a Role is enough for',
        given: role(permission(['patch'], ['namespaces'])),
        message: `${message}patch namespaces`,
      },
    ],
  },
});
