/**
 * Kubernetes versions that Amazon EKS offers for new clusters, newest first, and how AWS supports each.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html, reviewed 2026-11-24. A version
 * leaves this table when less than a month of its extended support is left. The table is read and the clock is not, so
 * that a stack which previews today previews the same tomorrow.
 */
export const kubernetesVersions = {
  /** Released on EKS in 2026; standard support lasts fourteen months from then (AWS gives the date). */
  '1.36': 'standard',
  /** Standard support until 2027-03-27. */
  '1.35': 'standard',
  /** Standard support until 2026-12-02, extended until 2027-12-02. */
  '1.34': 'standard',
  /** Extended support until 2027-07-29. */
  '1.33': 'extended',
  /** Extended support until 2027-03-23. */
  '1.32': 'extended',
} as const satisfies { readonly [version: string]: 'standard' | 'extended' };

/** A version of {@link kubernetesVersions}. */
export type KubernetesVersion = keyof typeof kubernetesVersions;

/** Those versions as a list, newest first. */
export const supportedVersions = Object.keys(kubernetesVersions) as [KubernetesVersion, ...KubernetesVersion[]];
