import { type KubernetesRule, kubernetesRules } from '@palisade/rules';
import { Construct } from 'constructs';
import { type Problem, refuse } from '../construct-error';
import { ClosedNamespace } from '../namespace/closed-namespace';
import { DefaultServiceAccount } from '../namespace/default-service-account';
import { defaultKubernetesVersion, kubernetesVersionProblems } from '../namespace/pod-security';
import { TeamNamespace, type TeamNamespaceProps } from '../namespace/team-namespace';
import { AdmissionPolicies } from './admission-policies';
import { allowedRegistries, registryProblems } from './allowed-registries';
import { concerns } from './custom-resources';
import { TeamRoles } from './team-roles';

/** A team of a {@link ClusterBaseline}: a {@link TeamNamespace} but for the version, which is the cluster's. */
export type Team = Omit<TeamNamespaceProps, 'kubernetesVersion'>;

/** Properties of {@link ClusterBaseline}. */
export interface ClusterBaselineProps {
  /** One namespace each. */
  readonly teams: readonly Team[];
  /** Where images may come from: hosts, with a path where only a part is meant, such as `registry.example.com/platform`. */
  readonly allowedRegistries: readonly string[];
  /**
   * Rules that the cluster enforces on whatever is sent to it, besides those about registries.
   *
   * @default - every Kubernetes rule of the catalogue
   */
  readonly rules?: readonly KubernetesRule[];
  /**
   * API groups of the custom resources that the cluster has and the catalogue knows, such as `security.istio.io`, `cilium.io`,
   * `policy.linkerd.io`, `gateway.networking.k8s.io`, `external-secrets.io` and `cert-manager.io`: rules about others are left
   * out.
   *
   * @default []
   */
  readonly customResourceGroups?: readonly string[];
  /**
   * Namespaces, besides `kube-system`, `kube-public` and `kube-node-lease`, whose objects are not judged: those of the
   * platform's agents that need what workloads may not have, such as `amazon-guardduty`. None of a team's.
   *
   * @default []
   */
  readonly exemptNamespaces?: readonly string[];
  /**
   * Minor version of the cluster, to which the Pod Security Standard is pinned.
   *
   * @default '1.37'
   */
  readonly kubernetesVersion?: string;
}

/** Namespaces that every cluster has and that nothing should run in. */
const closedNamespaces = ['default', 'kube-node-lease', 'kube-public'];

/**
 * What a cluster needs before its first workload: a namespace for each team, roles for people, the namespaces that the
 * cluster brings along closed, and the catalogue as admission policies. In `kube-system` only the `default` service account is
 * locked: what runs there is the platform's and has accounts of its own.
 *
 * @throws ConstructError that names every wrong property
 */
export class ClusterBaseline extends Construct {
  /** The teams' namespaces, by name. */
  readonly namespaces: ReadonlyMap<string, TeamNamespace>;

  constructor(scope: Construct, id: string, props: ClusterBaselineProps) {
    super(scope, id);
    const kubernetesVersion = props.kubernetesVersion ?? defaultKubernetesVersion;
    refuse(this, [
      ...kubernetesVersionProblems(kubernetesVersion),
      ...registryProblems(props.allowedRegistries),
      ...duplicateTeams(props.teams),
      ...exemptTeams(props),
    ]);

    const closed = new Construct(this, 'closed');
    for (const name of closedNamespaces) new ClosedNamespace(closed, name, { name, kubernetesVersion });
    new DefaultServiceAccount(this, 'kube-system', { namespace: 'kube-system' });

    new TeamRoles(this, 'roles');
    const teams = new Construct(this, 'teams');
    this.namespaces = new Map(
      props.teams.map((team) => [team.name, new TeamNamespace(teams, team.name, { ...team, kubernetesVersion })]),
    );

    new AdmissionPolicies(this, 'admission', {
      rules: [
        ...(props.rules ?? kubernetesRules).filter((rule) => concerns(rule, props.customResourceGroups ?? [])),
        ...allowedRegistries(props.allowedRegistries as [string, ...string[]]),
      ],
      exemptNamespaces: props.exemptNamespaces ?? [],
    });
  }
}

function duplicateTeams(teams: readonly Team[]): Problem[] {
  const names = teams.map((team) => team.name);
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))].map((name) => ({
    found: `teams holds '${name}' more than once`,
    write: 'Write one team for each namespace',
  }));
}

function exemptTeams({ teams, exemptNamespaces = [] }: ClusterBaselineProps): Problem[] {
  return exemptNamespaces
    .filter((name) => name === 'default' || teams.some((team) => team.name === name))
    .map((name) => ({
      found: `exemptNamespaces holds '${name}', where workloads are judged`,
      write: 'Write namespaces of the platform only',
    }));
}
