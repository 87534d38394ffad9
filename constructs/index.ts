/**
 * cdk8s constructs that are secure by default, and the check of whatever was built with them or beside them.
 *
 * Start from {@link ClusterBaseline} for a whole cluster, or {@link TeamNamespace} for one namespace. {@link baselineObjects}
 * gives the first as plain objects, for whoever applies them.
 */
export { AdmissionPolicies, type AdmissionPoliciesProps } from './admission-policies';
export { allowedRegistries } from './allowed-registries';
export { App, type AppProps } from './app';
export { type ApiObjectJson, byApplyOrder, objectName } from './apply-order';
export { baselineObjects, madeByCluster, toYaml } from './baseline-objects';
export { CheckError, checkedObjects, type Violation } from './check';
export { ClosedNamespace, type ClosedNamespaceProps } from './closed-namespace';
export { type ClusterFacts, type Cni, clusterOf, type Mesh } from './cluster';
export { ClusterBaseline, type ClusterBaselineProps, type Team } from './cluster-baseline';
export { ConstructError, type Problem } from './construct-error';
export {
  ContainerLimits,
  type ContainerLimitsProps,
  containerDefaults,
  defaultLargestContainer,
  type LargestContainer,
} from './container-limits';
export { DefaultDeny, type DefaultDenyProps } from './default-deny';
export { DefaultServiceAccount, type DefaultServiceAccountProps } from './default-service-account';
export {
  Access,
  type AcmTls,
  type AwsLoadBalancerController,
  type CertificateSecret,
  type CertManagerTls,
  type Exposable,
  Exposure,
  type ExposureProps,
  expose,
  type GatewayApi,
  type GatewayTls,
  type IngressFacts,
  type IngressNginx,
  type InternalAccess,
  type InternetAccess,
  type IssuerKind,
  type LoadBalancerClass,
  type NginxClass,
  type OwnGateway,
  type ProxyPods,
  type SecretTls,
  type SecurityHeader,
  type SharedGateway,
  type SourceRangeAccess,
  securityHeaders,
  Tls,
} from './exposure';
export { type Change, Hardened, type HardenedReport } from './hardened/hardened';
export type { Mended, SetField } from './hardened/mend';
export {
  type ChangeableResource,
  type ChangePermission,
  CloudIdentity,
  type CustomResourcePermission,
  type EvictionPermission,
  type Permission,
  type PodPermission,
  type ReadableResource,
  type ReadPermission,
  type ReadVerb,
  type SecretPermission,
  type TokenProps,
  type Verb,
} from './identity';
export {
  ImageAdmission,
  type ImageAdmissionProps,
  type ImageTrust,
  type ImageWebhookProps,
  imageAdmissionNamespace,
  imageWebhook,
} from './image-admission';
export {
  type Acceptance,
  type AcceptedDestination,
  type ApiServerDestination,
  allowFrom,
  allowFromIngress,
  allowTo,
  allowToApiServer,
  allowToDomain,
  type CidrPeer,
  type CidrPeerProps,
  type ClusterEgressRule,
  type ClusterIngressRule,
  ClusterNetworkPolicy,
  type ClusterNetworkPolicyProps,
  ClusterRule,
  type ClusterRuleProps,
  type Connection,
  type ConnectionOptions,
  type ConnectionPeer,
  type ConnectionPort,
  connect,
  connectionsOf,
  type DomainDestination,
  type DomainOptions,
  type Endpoint,
  type EndpointPort,
  type NamedNamespaces,
  type Namespaces,
  type Networks,
  Peer,
  type PeerPort,
  type PodsOf,
  type PodsPeer,
  type PodsPeerProps,
  type Protocol,
  type Refusal,
  type RefusedDestination,
} from './network';
export { defaultKubernetesVersion, podSecurityLabels } from './pod-security';
export {
  type AwsProviderProps,
  type CsiAwsSecretProps,
  type CsiAwsValue,
  CsiSecret,
  type CsiSecretProps,
  type CsiSecretRotation,
  type CsiVaultSecretProps,
  type CsiVaultValue,
  ExternalSecret,
  type ExternalSecretProps,
  type MountableSecret,
  type OnRotation,
  type OtherProviderProps,
  type RemoteValue,
  type RotatedObject,
  restartAnnotations,
  type SecretMount,
  SecretProvider,
  type SecretReader,
  SecretStore,
  type SecretStoreProps,
  type SecretVolume,
  type ServiceAccountReference,
  type StoreAccount,
  type VaultProviderProps,
} from './secrets';
export {
  ownerLabel,
  TeamNamespace,
  type TeamNamespaceProps,
  type TeamQuota,
} from './team-namespace';
export { type RoleRule, type TeamRole, TeamRoles, teamRoleName, teamRoleRules, teamRoles } from './team-roles';
export * from './workload';
