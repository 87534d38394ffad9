import { noCatchAllWebhooks } from './admission/no-catch-all-webhooks';
import { noExternalWebhooks } from './admission/no-external-webhooks';
import { noFailOpenAdmissionPolicies } from './admission/no-fail-open-admission-policies';
import { noIgnoredWebhookFailures } from './admission/no-ignored-webhook-failures';
import { noDeprecatedApiVersions } from './api/no-deprecated-api-versions';
import { noExternalConversionWebhooks } from './api/no-external-conversion-webhooks';
import { noInsecureApiServices } from './api/no-insecure-api-services';
import { noRemovedApiVersions } from './api/no-removed-api-versions';
import { awsRules } from './aws';
import { noLatestTag } from './image/no-latest-tag';
import { noUnpulledImages } from './image/no-unpulled-images';
import { requireImageDigest } from './image/require-image-digest';
import { requireImageRegistry } from './image/require-image-registry';
import { noNamespaceWideAuthorizations } from './mesh/no-namespace-wide-authorizations';
import { noNamespaceWideLinkerdServers } from './mesh/no-namespace-wide-linkerd-servers';
import { noOpenAuthorizationPolicies } from './mesh/no-open-authorization-policies';
import { noOpenLinkerdServers } from './mesh/no-open-linkerd-servers';
import { noWildcardLinkerdIdentities } from './mesh/no-wildcard-linkerd-identities';
import { requireLinkerdAuthentication } from './mesh/require-linkerd-authentication';
import { requireStrictMutualTls } from './mesh/require-strict-mutual-tls';
import { noDefaultNamespace } from './namespace/no-default-namespace';
import { requireNamespaceOwner } from './namespace/require-namespace-owner';
import { requirePinnedPodSecurity } from './namespace/require-pinned-pod-security';
import { requirePodSecurityLabels } from './namespace/require-pod-security-labels';
import { noIngressSnippets } from './network/no-ingress-snippets';
import { noMetadataServiceEgress } from './network/no-metadata-service-egress';
import { noNamespaceWideCiliumOpenings } from './network/no-namespace-wide-cilium-openings';
import { noNamespaceWideOpenings } from './network/no-namespace-wide-openings';
import { noOpenCiliumPolicies } from './network/no-open-cilium-policies';
import { noOpenNetworkPolicyEgress } from './network/no-open-network-policy-egress';
import { noOpenNetworkPolicyIngress } from './network/no-open-network-policy-ingress';
import { noOpenSecurityPolicies } from './network/no-open-security-policies';
import { requireCiliumMetadataDenial } from './network/require-cilium-metadata-denial';
import { requireCiliumPolicyPodPeers } from './network/require-cilium-policy-pod-peers';
import { requireCiliumPolicyPorts } from './network/require-cilium-policy-ports';
import { requireGatewayTls } from './network/require-gateway-tls';
import { requireIngressTls } from './network/require-ingress-tls';
import { requireLoadBalancerTlsPolicy } from './network/require-load-balancer-tls-policy';
import { requireNetworkPolicyPodPeers } from './network/require-network-policy-pod-peers';
import { requireNetworkPolicyPorts } from './network/require-network-policy-ports';
import { requireRouteHostnames } from './network/require-route-hostnames';
import { requireRouteListeners } from './network/require-route-listeners';
import { noAddedCapabilities } from './pod/no-added-capabilities';
import { noCustomSelinuxOptions } from './pod/no-custom-selinux-options';
import { noDefaultCapabilitiesAddedBack } from './pod/no-default-capabilities-added-back';
import { noDefaultServiceAccount } from './pod/no-default-service-account';
import { noExtremeGracePeriods } from './pod/no-extreme-grace-periods';
import { noHostAliases } from './pod/no-host-aliases';
import { noHostIpc } from './pod/no-host-ipc';
import { noHostNetwork } from './pod/no-host-network';
import { noHostPathVolumes } from './pod/no-host-path-volumes';
import { noHostPid } from './pod/no-host-pid';
import { noHostPorts } from './pod/no-host-ports';
import { noHostProcessContainers } from './pod/no-host-process-containers';
import { noLongTokenProjections } from './pod/no-long-token-projections';
import { noPrivilegeEscalation } from './pod/no-privilege-escalation';
import { noPrivilegedContainers } from './pod/no-privileged-containers';
import { noProbeHosts } from './pod/no-probe-hosts';
import { noRootGroup } from './pod/no-root-group';
import { noRootInUserNamespaces } from './pod/no-root-in-user-namespaces';
import { noRootUser } from './pod/no-root-user';
import { noServiceAccountTokenMounts } from './pod/no-service-account-token-mounts';
import { noServiceLinks } from './pod/no-service-links';
import { noSharedProcessNamespace } from './pod/no-shared-process-namespace';
import { noSystemPriority } from './pod/no-system-priority';
import { noUnconfinedApparmor } from './pod/no-unconfined-apparmor';
import { noUnconfinedSeccomp } from './pod/no-unconfined-seccomp';
import { noUnmaskedProc } from './pod/no-unmasked-proc';
import { noUnmaskedProcInUserNamespaces } from './pod/no-unmasked-proc-in-user-namespaces';
import { noUnrestrictedVolumeTypes } from './pod/no-unrestricted-volume-types';
import { noUnsafeSysctls } from './pod/no-unsafe-sysctls';
import { noWorldReadableSecrets } from './pod/no-world-readable-secrets';
import { requireCpuRequests } from './pod/require-cpu-requests';
import { requireDropAllCapabilities } from './pod/require-drop-all-capabilities';
import { requireEphemeralStorageLimits } from './pod/require-ephemeral-storage-limits';
import { requireHighUser } from './pod/require-high-user';
import { requireMemoryLimits } from './pod/require-memory-limits';
import { requireMemoryRequests } from './pod/require-memory-requests';
import { requireMemoryVolumeLimits } from './pod/require-memory-volume-limits';
import { requireReadOnlyRootFilesystem } from './pod/require-read-only-root-filesystem';
import { requireRunAsNonRoot } from './pod/require-run-as-non-root';
import { requireSeccompProfile } from './pod/require-seccomp-profile';
import { requireTokenAudience } from './pod/require-token-audience';
import { requireUserNamespaces } from './pod/require-user-namespaces';
import { requireVolumeLimits } from './pod/require-volume-limits';
import { noAdmissionChanges } from './rbac/no-admission-changes';
import { noAllAuthenticatedBindings } from './rbac/no-all-authenticated-bindings';
import { noAnonymousBindings } from './rbac/no-anonymous-bindings';
import { noApiExtensionChanges } from './rbac/no-api-extension-changes';
import { noCertificateApproval } from './rbac/no-certificate-approval';
import { noClusterAdminBindings } from './rbac/no-cluster-admin-bindings';
import { noDefaultServiceAccountBindings } from './rbac/no-default-service-account-bindings';
import { noEmptyBindings } from './rbac/no-empty-bindings';
import { noEmptyRoles } from './rbac/no-empty-roles';
import { noEscalationVerbs } from './rbac/no-escalation-verbs';
import { noNamespaceChanges } from './rbac/no-namespace-changes';
import { noNodeChanges } from './rbac/no-node-changes';
import { noNodeProxy } from './rbac/no-node-proxy';
import { noPersistentVolumeCreation } from './rbac/no-persistent-volume-creation';
import { noPodExec } from './rbac/no-pod-exec';
import { noSecretReads } from './rbac/no-secret-reads';
import { noServiceAccountAutomount } from './rbac/no-service-account-automount';
import { noSystemMastersBindings } from './rbac/no-system-masters-bindings';
import { noTokenCreation } from './rbac/no-token-creation';
import { noWildcardPermissions } from './rbac/no-wildcard-permissions';
import type { KubernetesRule, Rule } from './rule';
import { noCloudKeysInConfigMaps } from './secret/no-cloud-keys-in-config-maps';
import { noClusterSecretStores } from './secret/no-cluster-secret-stores';
import { noKeptCertificateKeys } from './secret/no-kept-certificate-keys';
import { noLongLivedServiceAccountTokens } from './secret/no-long-lived-service-account-tokens';
import { noPasswordsInArguments } from './secret/no-passwords-in-arguments';
import { noPasswordsInConfigMaps } from './secret/no-passwords-in-config-maps';
import { noPasswordsInEnvironment } from './secret/no-passwords-in-environment';
import { noPasswordsInUrls } from './secret/no-passwords-in-urls';
import { noPrivateKeysInConfigMaps } from './secret/no-private-keys-in-config-maps';
import { noRandomKeysInConfigMaps } from './secret/no-random-keys-in-config-maps';
import { noRandomKeysInPods } from './secret/no-random-keys-in-pods';
import { noSecretsInEnvironment } from './secret/no-secrets-in-environment';
import { noTokensInConfigMaps } from './secret/no-tokens-in-config-maps';
import { noTokensInPods } from './secret/no-tokens-in-pods';
import { requireSecretStoreAccounts } from './secret/require-secret-store-accounts';
import { requireSecretStoreAudience } from './secret/require-secret-store-audience';
import { requireSecretStoreTls } from './secret/require-secret-store-tls';
import { noExternalIps } from './service/no-external-ips';
import { noExternalNames } from './service/no-external-names';
import { noNodePorts } from './service/no-node-ports';
import { noPublicLoadBalancers } from './service/no-public-load-balancers';
import { stackRules } from './stack';
import { noNodePathVolumes } from './storage/no-node-path-volumes';
import { requireEncryptedStorageClasses } from './storage/require-encrypted-storage-classes';
import { noBlockingDisruptionBudgets } from './workload/no-blocking-disruption-budgets';
import { noGlobalDefaultPriority } from './workload/no-global-default-priority';
import { noOverlappingCronJobs } from './workload/no-overlapping-cron-jobs';
import { requireJobDeadlines } from './workload/require-job-deadlines';
import { requireReadinessProbes } from './workload/require-readiness-probes';
import { requireTopologySpread } from './workload/require-topology-spread';

export { awsRules, stackRules };

/** Every rule about one Kubernetes object, sorted by id. */
export const kubernetesRules: readonly KubernetesRule[] = [
  noAddedCapabilities,
  noAdmissionChanges,
  noAllAuthenticatedBindings,
  noAnonymousBindings,
  noApiExtensionChanges,
  noBlockingDisruptionBudgets,
  noCatchAllWebhooks,
  noCertificateApproval,
  noCloudKeysInConfigMaps,
  noClusterAdminBindings,
  noClusterSecretStores,
  noCustomSelinuxOptions,
  noDefaultCapabilitiesAddedBack,
  noDefaultNamespace,
  noDefaultServiceAccount,
  noDefaultServiceAccountBindings,
  noDeprecatedApiVersions,
  noEmptyBindings,
  noEmptyRoles,
  noEscalationVerbs,
  noExternalConversionWebhooks,
  noExternalIps,
  noExternalNames,
  noExternalWebhooks,
  noExtremeGracePeriods,
  noFailOpenAdmissionPolicies,
  noGlobalDefaultPriority,
  noHostAliases,
  noHostIpc,
  noHostNetwork,
  noHostPathVolumes,
  noHostPid,
  noHostPorts,
  noHostProcessContainers,
  noIgnoredWebhookFailures,
  noIngressSnippets,
  noInsecureApiServices,
  noKeptCertificateKeys,
  noLatestTag,
  noLongLivedServiceAccountTokens,
  noLongTokenProjections,
  noMetadataServiceEgress,
  noNamespaceChanges,
  noNamespaceWideAuthorizations,
  noNamespaceWideCiliumOpenings,
  noNamespaceWideLinkerdServers,
  noNamespaceWideOpenings,
  noNodeChanges,
  noNodePathVolumes,
  noNodePorts,
  noNodeProxy,
  noOpenAuthorizationPolicies,
  noOpenCiliumPolicies,
  noOpenLinkerdServers,
  noOpenNetworkPolicyEgress,
  noOpenNetworkPolicyIngress,
  noOpenSecurityPolicies,
  noOverlappingCronJobs,
  noPasswordsInArguments,
  noPasswordsInConfigMaps,
  noPasswordsInEnvironment,
  noPasswordsInUrls,
  noPersistentVolumeCreation,
  noPodExec,
  noPrivateKeysInConfigMaps,
  noPrivilegeEscalation,
  noPrivilegedContainers,
  noProbeHosts,
  noPublicLoadBalancers,
  noRandomKeysInConfigMaps,
  noRandomKeysInPods,
  noRemovedApiVersions,
  noRootGroup,
  noRootInUserNamespaces,
  noRootUser,
  noSecretReads,
  noSecretsInEnvironment,
  noServiceAccountAutomount,
  noServiceAccountTokenMounts,
  noServiceLinks,
  noSharedProcessNamespace,
  noSystemMastersBindings,
  noSystemPriority,
  noTokenCreation,
  noTokensInConfigMaps,
  noTokensInPods,
  noUnconfinedApparmor,
  noUnconfinedSeccomp,
  noUnmaskedProc,
  noUnmaskedProcInUserNamespaces,
  noUnpulledImages,
  noUnrestrictedVolumeTypes,
  noUnsafeSysctls,
  noWildcardLinkerdIdentities,
  noWildcardPermissions,
  noWorldReadableSecrets,
  requireCiliumMetadataDenial,
  requireCiliumPolicyPodPeers,
  requireCiliumPolicyPorts,
  requireCpuRequests,
  requireDropAllCapabilities,
  requireEncryptedStorageClasses,
  requireEphemeralStorageLimits,
  requireGatewayTls,
  requireHighUser,
  requireImageDigest,
  requireImageRegistry,
  requireIngressTls,
  requireJobDeadlines,
  requireLinkerdAuthentication,
  requireLoadBalancerTlsPolicy,
  requireMemoryLimits,
  requireMemoryRequests,
  requireMemoryVolumeLimits,
  requireNamespaceOwner,
  requireNetworkPolicyPodPeers,
  requireNetworkPolicyPorts,
  requirePinnedPodSecurity,
  requirePodSecurityLabels,
  requireReadOnlyRootFilesystem,
  requireReadinessProbes,
  requireRouteHostnames,
  requireRouteListeners,
  requireRunAsNonRoot,
  requireSeccompProfile,
  requireSecretStoreAccounts,
  requireSecretStoreAudience,
  requireSecretStoreTls,
  requireStrictMutualTls,
  requireTokenAudience,
  requireTopologySpread,
  requireUserNamespaces,
  requireVolumeLimits,
];

/** Every rule there is: Kubernetes, AWS, then stack rules, each sorted by id. */
export const catalogue: readonly Rule[] = [...kubernetesRules, ...awsRules, ...stackRules];
