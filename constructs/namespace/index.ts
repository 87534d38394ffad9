/** A namespace and what closes it until something is allowed. Start from {@link TeamNamespace}. */
export { ClosedNamespace, type ClosedNamespaceProps } from './closed-namespace';
export {
  ContainerLimits,
  type ContainerLimitsProps,
  containerDefaults,
  defaultLargestContainer,
  type LargestContainer,
} from './container-limits';
export { DefaultDeny, type DefaultDenyProps } from './default-deny';
export { DefaultServiceAccount, type DefaultServiceAccountProps } from './default-service-account';
export { defaultKubernetesVersion, podSecurityLabels } from './pod-security';
export { ownerLabel, TeamNamespace, type TeamNamespaceProps, type TeamQuota } from './team-namespace';
