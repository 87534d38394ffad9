import type { NodePoolConfig } from '../config';

/**
 * EKS's name for the image of a pool. With it, and no image id in the launch template, EKS picks the release, patches
 * it on update, and adds the cluster's data to our user data.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_Nodegroup.html, `amiType`.
 */
export function amiType({ os, architecture, fips }: Pick<NodePoolConfig, 'os' | 'architecture' | 'fips'>): string {
  const cpu = architecture === 'arm64' ? 'ARM_64' : 'x86_64';
  return os === 'bottlerocket' ? `BOTTLEROCKET_${cpu}${fips ? '_FIPS' : ''}` : `AL2023_${cpu}_STANDARD`;
}
