import { k8s, Namespace } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { type TeamRole, teamRoleName, teamRoles } from '../baseline/team-roles';
import { clusterOf, type Mesh } from '../cluster';
import { type Problem, refuse } from '../construct-error';
import { meshProblems } from '../mesh/mesh-problems';
import { meshMetadata, NamespaceMesh } from '../mesh/namespace-mesh';
import { quantities, quantityProblems } from '../quantity';
import { ContainerLimits, defaultLargestContainer, type LargestContainer } from './container-limits';
import { DefaultDeny } from './default-deny';
import { DefaultServiceAccount } from './default-service-account';
import { defaultKubernetesVersion, kubernetesVersionProblems, podSecurityLabels } from './pod-security';

/** Label with the name of the team that answers for a namespace. */
export const ownerLabel = 'palisade.dev/owner';

/** What all pods of a namespace may ask for together. */
export interface TeamQuota {
  /** Sum of CPU requests in cores, a Kubernetes quantity such as `8` or `500m`. */
  readonly cpu: string;
  /** Sum of memory requests, and of memory limits, in bytes: a Kubernetes quantity such as `32Gi`. */
  readonly memory: string;
  /** Number of pods that have not ended, at least 1. */
  readonly pods: number;
}

/** Properties of {@link TeamNamespace}. */
export interface TeamNamespaceProps {
  /** Name of the namespace: a DNS label that is not `default` and does not begin with `kube-`. */
  readonly name: string;
  /** Who answers for it; stands as the label `palisade.dev/owner`, so at most 63 letters, digits, `-`, `_` and `.`. */
  readonly owner: string;
  /** What all its pods may ask for together. */
  readonly quota: TeamQuota;
  /**
   * Groups, as the cluster's authentication names them, for each role. See `teamRoleRules` for what a role may do.
   *
   * @default - nobody but the cluster's administrators
   */
  readonly groups?: { readonly [role in TeamRole]?: readonly string[] };
  /**
   * More than this no container may have as its limit.
   *
   * @default { cpu: '4', memory: '8Gi' }
   */
  readonly largestContainer?: LargestContainer;
  /**
   * Minor version of the cluster, to which the Pod Security Standard is pinned.
   *
   * @default '1.37'
   */
  readonly kubernetesVersion?: string;
  /**
   * The mesh that its pods are in: they are known by their service accounts, and let in none but whom a connection of
   * theirs names.
   *
   * @default - the mesh of the cluster, see ClusterFacts; none where it has none
   */
  readonly mesh?: Mesh | 'none';
}

/**
 * A namespace for a team: pods are held to the `restricted` Pod Security Standard, isolated from all others but for DNS, and
 * bounded by a quota; services take no load balancer and no node port; its `default` service account mounts no token; people
 * get the least that their role needs, and that here only.
 *
 * The ClusterRoles it binds come from {@link TeamRoles}, once in a cluster.
 *
 * @throws ConstructError that names every wrong property
 */
export class TeamNamespace extends Namespace {
  /** The mesh that its pods are in, if any. */
  readonly mesh: Mesh | undefined;

  constructor(scope: Construct, id: string, props: TeamNamespaceProps) {
    const version = props.kubernetesVersion ?? defaultKubernetesVersion;
    const mesh = meshFor(scope, props.mesh);
    const { labels, annotations } = meshMetadata(mesh);
    super(scope, id, {
      metadata: {
        name: props.name,
        labels: { ...podSecurityLabels(version), [ownerLabel]: props.owner, ...labels },
        annotations,
      },
    });
    this.mesh = mesh;
    refuse(this, [...kubernetesVersionProblems(version), ...problems(props), ...meshProblems(this, mesh)]);
    const namespace = props.name;

    const { cpu, memory, pods } = props.quota;
    new k8s.KubeResourceQuota(this, 'Quota', {
      metadata: { name: 'team', namespace },
      spec: {
        hard: quantities({
          'requests.cpu': cpu,
          'requests.memory': memory,
          'limits.memory': memory,
          pods: String(pods),
          // A way in from outside is an Ingress or Gateway that somebody reviewed, not a port on every node.
          'services.loadbalancers': '0',
          'services.nodeports': '0',
        }),
      },
    });
    new ContainerLimits(this, 'Limits', {
      namespace,
      ...(props.largestContainer && { largestContainer: props.largestContainer }),
    });
    new DefaultDeny(this, 'Network', { namespace });
    new DefaultServiceAccount(this, 'ServiceAccount', { namespace });
    if (mesh !== undefined) new NamespaceMesh(this, 'Mesh', namespace, mesh);

    for (const role of teamRoles) {
      const groups = props.groups?.[role] ?? [];
      if (groups.length === 0) continue;
      new k8s.KubeRoleBinding(this, role, {
        metadata: { name: teamRoleName(role), namespace },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: teamRoleName(role) },
        subjects: groups.map((name) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name })),
      });
    }
  }
}

function meshFor(scope: Construct, mesh: Mesh | 'none' | undefined): Mesh | undefined {
  return mesh === 'none' ? undefined : (mesh ?? clusterOf(scope).mesh);
}

function problems(props: TeamNamespaceProps): Problem[] {
  const found: Problem[] = [];
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(props.name)) {
    found.push({
      found: `name is '${props.name}', which is not a DNS label`,
      write: 'Write at most 63 lower-case letters, digits and hyphens, with no hyphen at either end',
    });
  }
  if (props.name === 'default' || props.name.startsWith('kube-')) {
    found.push({
      found: `name is '${props.name}', a namespace of the cluster itself`,
      write: `Write a name of the team's own`,
    });
  }
  if (!/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(props.owner)) {
    found.push({
      found: `owner is '${props.owner}', which cannot be the value of a label`,
      write:
        'Write at most 63 letters, digits, hyphens, underscores and dots, such as a team name or a mailbox without its domain',
    });
  }
  const { quota, largestContainer } = props;
  found.push(
    ...quantityProblems('quota.cpu', quota.cpu, '8'),
    ...quantityProblems('quota.memory', quota.memory, '32Gi'),
  );
  if (!Number.isInteger(quota.pods) || quota.pods < 1) {
    found.push({ found: `quota.pods is ${quota.pods}`, write: 'Write a whole number of at least 1' });
  }
  if (largestContainer !== undefined) {
    found.push(
      ...quantityProblems('largestContainer.cpu', largestContainer.cpu, defaultLargestContainer.cpu),
      ...quantityProblems('largestContainer.memory', largestContainer.memory, defaultLargestContainer.memory),
    );
  }
  for (const role of teamRoles) {
    for (const group of props.groups?.[role] ?? []) {
      if (group.trim() === '' || group.startsWith('system:')) {
        found.push({
          found: `groups.${role} holds '${group}'`,
          write: `Write a group that the identity provider hands out; 'system:' groups are the cluster's own and hold everybody or everything`,
        });
      }
    }
  }
  return found;
}
