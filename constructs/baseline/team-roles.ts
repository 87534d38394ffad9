import { k8s } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

/**
 * What a person may be to a team: a viewer looks on, a developer changes what runs, an operator keeps it running. Rights add
 * up: somebody who develops and operates is put in both groups.
 */
export type TeamRole = 'viewer' | 'developer' | 'operator';

/** All roles, in the order they are made and bound in. */
export const teamRoles: readonly TeamRole[] = ['viewer', 'developer', 'operator'];

const read = ['get', 'list', 'watch'];
const manage = ['create', 'update', 'patch', 'delete'];

/** One rule of a role: every verb on every resource of one API group. */
export interface RoleRule {
  /** `''` is the core group. */
  readonly apiGroups: string[];
  /** Plural, with the subresource after a slash. */
  readonly resources: string[];
  /** What may be done, such as `get`. */
  readonly verbs: string[];
}

const readWorkloads: readonly RoleRule[] = [
  { apiGroups: [''], resources: ['namespaces'], verbs: ['get'] },
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'endpoints',
      'events',
      'limitranges',
      'persistentvolumeclaims',
      'pods',
      'replicationcontrollers',
      'resourcequotas',
      'serviceaccounts',
      'services',
    ],
    verbs: read,
  },
  {
    apiGroups: ['apps'],
    resources: ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'],
    verbs: read,
  },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: read },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: read },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
  { apiGroups: ['events.k8s.io'], resources: ['events'], verbs: read },
  { apiGroups: ['metrics.k8s.io'], resources: ['pods'], verbs: ['get', 'list'] },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses', 'networkpolicies'], verbs: read },
  { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: read },
];

// Logs hold what programs print, which is more than the state of a workload: not for mere viewers.
const readLogs: RoleRule = { apiGroups: [''], resources: ['pods/log'], verbs: ['get'] };

/**
 * The rules of each role, without a wildcard. No role may:
 * - touch secrets in any way: whoever may only patch one is answered with its content;
 * - reach into a running pod (exec, attach, port-forward, proxy, ephemeral containers): a shell has the pod's data and cloud
 *   identity, past every review. For an incident an administrator grants it to a named person and takes it back;
 * - make pods by hand or mint service account tokens;
 * - change RBAC, network policies, ingresses, quotas or limits, which are the platform's guard rails;
 * - delete whole collections.
 *
 * RBAC has a limit that no role can draw: who may write workloads can mount any secret and use any service account of the
 * same namespace. What must be kept from a team's developers stands in another namespace.
 *
 * - viewer: reads the state of workloads and their configuration, but no logs.
 * - developer: viewer, logs, and manages workloads, config maps, services, claims, autoscalers and disruption budgets.
 * - operator: viewer, logs, and scales and restarts what runs (by deleting or evicting pods), without changing what it is.
 */
export const teamRoleRules: Readonly<Record<TeamRole, readonly RoleRule[]>> = {
  viewer: readWorkloads,
  developer: [
    ...readWorkloads,
    readLogs,
    { apiGroups: [''], resources: ['configmaps', 'persistentvolumeclaims', 'services'], verbs: manage },
    { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
    { apiGroups: ['apps'], resources: ['daemonsets', 'deployments', 'statefulsets'], verbs: manage },
    { apiGroups: ['apps'], resources: ['deployments/scale', 'statefulsets/scale'], verbs: ['get', 'update', 'patch'] },
    { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'], verbs: manage },
    { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: manage },
    { apiGroups: ['policy'], resources: ['poddisruptionbudgets'], verbs: manage },
  ],
  operator: [
    ...readWorkloads,
    readLogs,
    { apiGroups: [''], resources: ['pods'], verbs: ['delete'] },
    { apiGroups: [''], resources: ['pods/eviction'], verbs: ['create'] },
    { apiGroups: ['apps'], resources: ['deployments/scale', 'statefulsets/scale'], verbs: ['get', 'update', 'patch'] },
  ],
};

/** Name of the ClusterRole that holds a role's rules, and of the RoleBinding that grants it in a team's namespace. */
export function teamRoleName(role: TeamRole): string {
  return `palisade-${role}`;
}

/**
 * The three roles as ClusterRoles, once for the cluster. By themselves they grant nothing: a {@link TeamNamespace} binds
 * them with RoleBindings, so that they hold in that namespace only.
 */
export class TeamRoles extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    for (const role of teamRoles) {
      new k8s.KubeClusterRole(this, role, {
        metadata: { name: teamRoleName(role) },
        rules: [...teamRoleRules[role]],
      });
    }
  }
}
