import { describe, expect, test } from '@jest/globals';
import { Evaluator, kubernetesRules } from '@palisade/rules';
import { type Permission, permissionProblems, policyRule } from './permission';

const catalogue = new Evaluator(kubernetesRules);

describe('a permission', () => {
  test.each<[string, Permission, unknown]>([
    [
      'reads all of a resource',
      { resource: 'configmaps', verbs: ['get', 'list', 'watch'] },
      { apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'list', 'watch'] },
    ],
    [
      'changes some by name',
      { resource: 'leases', verbs: ['get', 'update'], names: ['leader'] },
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        verbs: ['get', 'update'],
        resourceNames: ['leader'],
      },
    ],
    [
      'reads one Secret',
      { resource: 'secrets', verbs: ['get'], names: ['database'] },
      { apiGroups: [''], resources: ['secrets'], verbs: ['get'], resourceNames: ['database'] },
    ],
    [
      'evicts pods',
      { resource: 'pods/eviction', verbs: ['create'] },
      { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
    ],
    [
      'ends pods',
      { resource: 'pods', verbs: ['list', 'delete'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['list', 'delete'] },
    ],
    [
      'scales',
      { resource: 'deployments/scale', verbs: ['patch'] },
      { apiGroups: ['apps'], resources: ['deployments/scale'], verbs: ['patch'] },
    ],
    [
      'looks at logs',
      { resource: 'pods/log', verbs: ['get'] },
      { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] },
    ],
    [
      'is of a custom resource',
      { customResource: 'widgets.shop.example.com', verbs: ['get', 'create'] },
      { apiGroups: ['shop.example.com'], resources: ['widgets'], verbs: ['get', 'create'] },
    ],
    [
      'is of a part of a custom resource',
      { customResource: 'widgets/status.example.com', verbs: ['patch'], names: ['a'] },
      { apiGroups: ['example.com'], resources: ['widgets/status'], verbs: ['patch'], resourceNames: ['a'] },
    ],
  ])('%s', (_name, permission, rule) => {
    expect(permissionProblems([permission])).toEqual([]);
    expect(policyRule(permission)).toEqual(rule);
    const role = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'api', namespace: 'shop' },
      rules: [policyRule(permission)],
    };
    expect(catalogue.kubernetes(role)).toEqual([]);
  });

  const builtIn =
    'configmaps, events, persistentvolumeclaims, services, deployments/scale, deployments, statefulsets/scale, statefulsets, horizontalpodautoscalers, cronjobs, jobs, leases, endpoints, limitranges, pods/log, pods/status, resourcequotas, serviceaccounts, daemonsets, deployments/status, replicasets, statefulsets/status, jobs/status, endpointslices, ingresses, networkpolicies, poddisruptionbudgets, pods, secrets, pods/eviction';
  const all = 'get, list, watch, create, update, patch, delete';
  // What the types refuse too.
  test.each<[string, unknown, { found: string; write: string }[]]>([
    [
      'a wildcard for resources',
      { resource: '*', verbs: ['get'] },
      [{ found: `permissions[0].resource is '*'`, write: `Write one of ${builtIn}` }],
    ],
    [
      'a wildcard for verbs',
      { resource: 'jobs', verbs: ['*'] },
      [{ found: `permissions[0].verbs holds '*'`, write: `Write some of ${all}` }],
    ],
    [
      'a verb that goes past RBAC',
      { resource: 'jobs', verbs: ['get', 'impersonate'] },
      [{ found: `permissions[0].verbs holds 'impersonate'`, write: `Write some of ${all}` }],
    ],
    [
      'a resource of the whole cluster',
      { resource: 'nodes', verbs: ['get'] },
      [{ found: `permissions[0].resource is 'nodes'`, write: `Write one of ${builtIn}` }],
    ],
    [
      'a shell',
      { resource: 'pods/exec', verbs: ['create'] },
      [{ found: `permissions[0].resource is 'pods/exec'`, write: `Write one of ${builtIn}` }],
    ],
    [
      'what every object has by birth',
      { resource: 'constructor', verbs: ['get'] },
      [{ found: `permissions[0].resource is 'constructor'`, write: `Write one of ${builtIn}` }],
    ],
    [
      'all Secrets',
      { resource: 'secrets', verbs: ['get'] },
      [{ found: 'permissions[0] reads all Secrets', write: `Name those that are meant: names: ['database']` }],
    ],
    [
      'a pod made by hand',
      { resource: 'pods', verbs: ['create'] },
      [{ found: `permissions[0].verbs holds 'create'`, write: 'Write some of get, list, watch, delete' }],
    ],
    [
      'a list of Secrets',
      { resource: 'secrets', verbs: ['list'], names: ['database'] },
      [{ found: `permissions[0].verbs holds 'list'`, write: 'Write some of get' }],
    ],
    [
      'a change of what is to be read alone',
      { resource: 'networkpolicies', verbs: ['update'] },
      [{ found: `permissions[0].verbs holds 'update'`, write: 'Write some of get, list, watch' }],
    ],
    [
      'nothing to do',
      { resource: 'pods', verbs: [] },
      [{ found: 'permissions[0].verbs is empty', write: 'Write at least one' }],
    ],
    [
      'a name that is none',
      { resource: 'pods', verbs: ['get'], names: ['*'] },
      [{ found: `permissions[0].names holds '*'`, write: `Write an object's name` }],
    ],
    [
      'a creation by name',
      { resource: 'jobs', verbs: ['create'], names: ['a'] },
      [
        {
          found: 'permissions[0] lets objects of some names be created, which Kubernetes cannot tell yet',
          write: 'Write a permission of its own for create, without names',
        },
      ],
    ],
    [
      'custom resources of all groups',
      { customResource: 'widgets.*', verbs: ['get'] },
      [
        {
          found: `permissions[0].customResource is 'widgets.*'`,
          write: `Write the plural and the group, such as 'widgets.example.com'`,
        },
      ],
    ],
    [
      'a built-in resource as a custom one',
      { customResource: 'roles.rbac.authorization.k8s.io', verbs: ['create'] },
      [
        {
          found: `permissions[0].customResource is 'roles.rbac.authorization.k8s.io'`,
          write: `Kubernetes' own resources stand under 'resource', as far as a program may use them`,
        },
      ],
    ],
    [
      'a custom resource without a group',
      { customResource: 'pods', verbs: ['create'] },
      [
        {
          found: `permissions[0].customResource is 'pods'`,
          write: `Write the plural and the group, such as 'widgets.example.com'`,
        },
      ],
    ],
    [
      'a built-in group without dots',
      { customResource: 'deployments.apps', verbs: ['create'] },
      [
        {
          found: `permissions[0].customResource is 'deployments.apps'`,
          write: `Write the plural and the group, such as 'widgets.example.com'`,
        },
      ],
    ],
  ])('is not %s', (_name, permission, problems) => {
    expect(permissionProblems([permission as Permission])).toEqual(problems);
  });
});
