import { bindings, clusterRoleBinding, roleBinding, serviceAccount, subject } from '../rbac-objects';
import { defineRule } from '../rule';

export const noClusterAdminBindings = defineRule({
  id: 'no-cluster-admin-bindings',
  severity: 'critical',
  title: 'Bind nobody to cluster-admin',
  rationale:
    'The role allows everything, in the namespace or in the whole cluster, now and for whatever is installed later. A stolen credential of anyone bound to it is the end of the cluster.',
  remediation:
    'Bind a role that names what is needed. Keep one break-glass path, outside of RBAC objects that workloads can reach, and watch its use.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.1' },
    { standard: 'cis-eks', control: '4.1.1' },
    { standard: 'nsa-cisa', control: 'Role-based access control' },
    { standard: 'mitre-attack', control: 'T1098.006' },
  ],
  on: 'object',
  resources: [bindings],

  cel: 'object.roleRef.name != "cluster-admin"',
  message: 'the binding gives out cluster-admin',
  samples: {
    good: [
      { name: 'binds a narrower role', given: roleBinding('view', subject('Group', 'team-a')) },
      {
        name: 'binds a service account to a narrower one',
        given: clusterRoleBinding('metrics-reader', serviceAccount('metrics')),
      },
    ],
    bad: [
      {
        name: 'binds a user',
        given: clusterRoleBinding('cluster-admin', subject('User', 'ada')),
        message: 'the binding gives out cluster-admin',
      },
      {
        name: 'binds a service account',
        given: clusterRoleBinding('cluster-admin', serviceAccount('ci')),
        message: 'the binding gives out cluster-admin',
      },
      {
        name: 'binds a group in one namespace',
        given: roleBinding('cluster-admin', subject('Group', 'team-a')),
        message: 'the binding gives out cluster-admin',
      },
    ],
  },
});
