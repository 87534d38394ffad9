import { type ApiObjectJson, baselineObjects } from '@palisade/constructs';
import type { BaselineConfig } from '../config';

/** GuardDuty's agent, which AWS installs for runtime monitoring, needs the host's namespaces to watch them. */
const exemptNamespaces = ['amazon-guardduty'];

/** What of the config decides what the baseline consists of. */
type BaselineContents = Pick<BaselineConfig, 'teams' | 'allowedRegistries' | 'customResourceGroups'>;

/**
 * The objects of the baseline as config describes it, checked against the catalogue, in the order to apply them.
 *
 * @param kubernetesVersion the cluster's minor version, such as `1.35`; Pod Security is pinned to it.
 */
export function objectsOf(
  { teams, allowedRegistries, customResourceGroups }: BaselineContents,
  kubernetesVersion: string,
): ApiObjectJson[] {
  return baselineObjects({ teams, allowedRegistries, customResourceGroups, kubernetesVersion, exemptNamespaces });
}

/** What tells an object of a cluster from all others, such as `RoleBinding/payments/developer` or `Namespace/payments`. */
export function objectId({ kind, metadata: { namespace, name } }: ApiObjectJson): string {
  return [kind, namespace, name].filter((part) => part !== undefined).join('/');
}

/**
 * Which other objects must be there first: an object's namespace, a binding's role or policy; and every namespace before
 * a policy binds, so that a run which breaks off half-way has locked nothing that the next run needs.
 *
 * @returns ids as {@link objectId} gives them; some may be the cluster's own and not among the objects.
 */
export function prerequisites(object: ApiObjectJson, all: readonly ApiObjectJson[]): string[] {
  const needed: string[] = [];
  const { namespace } = object.metadata;
  if (namespace !== undefined) needed.push(`Namespace/${namespace}`);
  const { roleRef, spec } = object as { roleRef?: { kind: string; name: string }; spec?: { policyName?: string } };
  if (roleRef?.kind === 'ClusterRole') needed.push(`ClusterRole/${roleRef.name}`);
  if (roleRef?.kind === 'Role') needed.push(`Role/${namespace}/${roleRef.name}`);
  if (object.kind === 'ValidatingAdmissionPolicyBinding') {
    needed.push(`ValidatingAdmissionPolicy/${spec?.policyName}`);
    needed.push(...all.filter(({ kind }) => kind === 'Namespace').map(objectId));
  }
  return needed;
}
