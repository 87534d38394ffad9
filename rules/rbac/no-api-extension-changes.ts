import { clusterRole, eachPermission, permission, roles } from '../rbac-objects';
import { defineRule } from '../rule';

const message = 'the role can change what serves the API: ';
const of = (apiGroup: string) => ({ apiGroups: [apiGroup] });

export const noApiExtensionChanges = defineRule({
  id: 'no-api-extension-changes',
  severity: 'high',
  title: 'Grant nobody the change of what serves the API',
  rationale:
    'An APIService has the API server hand a whole group’s requests, with the names of who asked, to a server of one’s choice. A custom resource definition can name a conversion webhook that reads and rewrites every object of its kind.',
  remediation: 'Leave both to the pipeline that installs operators; people may read them.',
  references: [
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1557' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/concepts/extend-kubernetes/api-extension/apiserver-aggregation/',
    },
  ],
  on: 'object',
  resources: [roles],
  forEach: eachPermission,
  cel: '!rule.?apiGroups.orValue([]).exists(group, group in ["apiregistration.k8s.io", "apiextensions.k8s.io"]) || !rule.?resources.orValue([]).exists(resource, resource in ["apiservices", "customresourcedefinitions"]) || rule.verbs.all(verb, verb in ["get", "list", "watch"])',
  message: `${message}{label}`,
  samples: {
    good: [
      {
        name: 'reads definitions',
        given: clusterRole(permission(['get', 'list'], ['customresourcedefinitions'], of('apiextensions.k8s.io'))),
      },
      {
        name: 'reads API services',
        given: clusterRole(permission(['watch'], ['apiservices'], of('apiregistration.k8s.io'))),
      },
    ],
    bad: [
      {
        name: 'makes API services',
        given: clusterRole(permission(['create'], ['apiservices'], of('apiregistration.k8s.io'))),
        message: `${message}create apiservices`,
      },
      {
        name: 'patches definitions',
        given: clusterRole(permission(['get', 'patch'], ['customresourcedefinitions'], of('apiextensions.k8s.io'))),
        message: `${message}get/patch customresourcedefinitions`,
      },
      {
        name: 'deletes them, beside harmless permissions',
        given: clusterRole(
          permission(['get'], ['pods']),
          permission(['delete'], ['customresourcedefinitions'], of('apiextensions.k8s.io')),
        ),
        message: `${message}delete customresourcedefinitions`,
      },
    ],
  },
});
