import type { Problem } from '../construct-error';

/** The minor version of Kubernetes that a cluster is taken to run unless it says otherwise: the newest one that is rehearsed. */
export const defaultKubernetesVersion = '1.37';

/**
 * Labels by which the API server holds a namespace to the `restricted` Pod Security Standard.
 *
 * The version is pinned, so that an upgrade of the cluster does not change what is refused until the pin moves with it.
 * An API server older than the pin judges by the newest standard it knows.
 *
 * @param kubernetesVersion major and minor, such as `1.37`
 * @see https://kubernetes.io/docs/concepts/security/pod-security-admission/
 */
export function podSecurityLabels(kubernetesVersion: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const mode of ['enforce', 'audit', 'warn']) {
    labels[`pod-security.kubernetes.io/${mode}`] = 'restricted';
    labels[`pod-security.kubernetes.io/${mode}-version`] = `v${kubernetesVersion}`;
  }
  return labels;
}

/** What is wrong with a version given to {@link podSecurityLabels}. */
export function kubernetesVersionProblems(version: string): Problem[] {
  if (/^1\.(0|[1-9]\d{0,2})$/.test(version)) return [];
  return [
    {
      found: `kubernetesVersion is '${version}', which is not a major and a minor version`,
      write: `Write the cluster's minor version without a patch, such as '${defaultKubernetesVersion}'`,
    },
  ];
}
