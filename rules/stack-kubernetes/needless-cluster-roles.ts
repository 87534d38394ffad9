import { property } from '../pods';
import { defineRule, type StackResource } from '../rule';
import { grouped, listIn, nameOf, namespaceOf, ofKind } from './objects';
import { binding, object, serviceAccount } from './samples';

const group = 'rbac.authorization.k8s.io';
const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }];
const clusterRole = (name: string, labels: Record<string, string> = {}) =>
  object(`${group}/v1`, 'ClusterRole', { name, labels }, { rules });
const worker = serviceAccount('worker');
const people = (namespace: string) =>
  object(
    `${group}/v1`,
    'RoleBinding',
    { name: 'people', namespace },
    {
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'reader' },
      subjects: [{ apiGroup: group, kind: 'Group', name: 'readers' }],
    },
  );

export const needlessClusterRoles = defineRule({
  id: 'needless-cluster-roles',
  on: 'stack',
  severity: 'low',
  title: 'Write a Role where one namespace is meant',
  rationale:
    'A ClusterRole for one workload in one namespace is one line, the kind of its binding, away from holding in the whole cluster, and may be changed only by those who may change all of them.',
  remediation: 'Make it a Role in that namespace, and let the RoleBinding name that.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.1' },
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/concepts/security/rbac-good-practices/' },
  ],
  // What people share, what is added up into others and what holds in several namespaces or all is rightly a ClusterRole.
  check: (resources) => {
    const bindings = grouped(ofKind(resources, group, 'RoleBinding').filter(isToClusterRole), roleNameOf);
    const wide = new Set(ofKind(resources, group, 'ClusterRoleBinding').map(roleNameOf));
    return ofKind(resources, group, 'ClusterRole').flatMap((resource) => {
      const own = bindings.get(nameOf(resource)) ?? [];
      const namespaces = new Set(own.map(namespaceOf));
      const forWorkloads = own.every((each) =>
        listIn(each.props, 'subjects').every((subject) => property(subject, 'kind') === 'ServiceAccount'),
      );
      if (namespaces.size !== 1 || wide.has(nameOf(resource)) || !forWorkloads || isAggregated(resource)) return [];
      return [{ resource, message: `the ClusterRole is bound in one namespace only: ${[...namespaces].join()}` }];
    });
  },
  samples: {
    good: [
      { name: 'for people, who share it', given: [clusterRole('reader'), people('payments')] },
      {
        name: 'in two namespaces',
        given: [
          clusterRole('reader'),
          binding('ClusterRole', 'reader', worker),
          binding('ClusterRole', 'reader', serviceAccount('worker', 'web')),
        ],
      },
      {
        name: 'added up into others',
        given: [
          clusterRole('reader', { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' }),
          binding('ClusterRole', 'reader', worker),
        ],
      },
    ],
    bad: [
      {
        name: 'for one account',
        given: [clusterRole('reader'), binding('ClusterRole', 'reader', worker)],
        message: 'the ClusterRole is bound in one namespace only: payments',
      },
      {
        name: 'beside one that is needed',
        given: [
          clusterRole('writer'),
          clusterRole('reader'),
          people('payments'),
          binding('ClusterRole', 'writer', serviceAccount('builder')),
        ],
        message: 'the ClusterRole is bound in one namespace only: payments',
      },
      {
        name: 'for two accounts of one namespace',
        given: [
          clusterRole('reader'),
          binding('ClusterRole', 'reader', worker),
          binding('ClusterRole', 'reader', serviceAccount('builder')),
        ],
        message: 'the ClusterRole is bound in one namespace only: payments',
      },
    ],
  },
});

function roleNameOf(resource: StackResource): unknown {
  return property(property(resource.props, 'roleRef'), 'name');
}

function isToClusterRole(resource: StackResource): boolean {
  return property(property(resource.props, 'roleRef'), 'kind') === 'ClusterRole';
}

function isAggregated(resource: StackResource): boolean {
  const labels = Object.keys(property(property(resource.props, 'metadata'), 'labels') ?? {});
  return (
    property(resource.props, 'aggregationRule') !== undefined ||
    labels.some((label) => label.startsWith('rbac.authorization.k8s.io/aggregate-to-'))
  );
}
