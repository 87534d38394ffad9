import { clusterRole, eachPermission, permission, role, roles } from '../rbac-objects';
import { defineRule } from '../rule';

export const noWildcardPermissions = defineRule({
  id: 'no-wildcard-permissions',
  severity: 'critical',
  title: 'Name what a role allows, without wildcards',
  rationale:
    'A wildcard grants what nobody thought of: verbs such as `escalate` and `impersonate`, subresources such as `pods/exec`, and every kind that is installed later.',
  remediation: 'List the API groups, the resources and the verbs that are needed, each by name.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.3' },
    { standard: 'cis-eks', control: '4.1.3' },
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1098.006' },
  ],
  on: 'object',
  resources: [roles],
  forEach: eachPermission,
  cel: '!("*" in rule.verbs) && !("*" in rule.?apiGroups.orValue([])) && !rule.?resources.orValue([]).exists(resource, resource.contains("*")) && !rule.?nonResourceURLs.orValue([]).exists(path, path in ["*", "/*"])',
  message: 'the role has permissions with wildcards: {label}',
  samples: {
    good: [
      { name: 'names all', given: role(permission(['get', 'list'], ['configmaps'])) },
      { name: 'names a path', given: clusterRole({ nonResourceURLs: ['/metrics'], verbs: ['get'] }) },
    ],
    bad: [
      {
        name: 'allows all verbs',
        given: role(permission(['get'], ['services']), permission(['*'], ['configmaps'])),
        message: 'the role has permissions with wildcards: * configmaps',
      },
      {
        name: 'allows all resources',
        given: clusterRole(permission(['get'], ['*'])),
        message: 'the role has permissions with wildcards: get *',
      },
      {
        name: 'allows one resource in all API groups',
        given: clusterRole(permission(['list'], ['deployments'], { apiGroups: ['*'] })),
        message: 'the role has permissions with wildcards: list deployments',
      },
      {
        name: 'allows all paths',
        given: clusterRole({ nonResourceURLs: ['*'], verbs: ['get'] }),
        message: 'the role has permissions with wildcards: get *',
      },
      {
        name: 'allows all paths below the root',
        given: clusterRole({ nonResourceURLs: ['/*'], verbs: ['get'] }),
        message: 'the role has permissions with wildcards: get /*',
      },
    ],
  },
});
