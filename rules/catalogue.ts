import { noFailOpenAdmissionPolicies } from './admission/no-fail-open-admission-policies';
import { noIgnoredWebhookFailures } from './admission/no-ignored-webhook-failures';
import { awsRules } from './aws';
import { noLatestTag } from './image/no-latest-tag';
import { requireImageDigest } from './image/require-image-digest';
import { noDefaultNamespace } from './namespace/no-default-namespace';
import { requirePodSecurityLabels } from './namespace/require-pod-security-labels';
import { noOpenNetworkPolicyEgress } from './network/no-open-network-policy-egress';
import { noOpenNetworkPolicyIngress } from './network/no-open-network-policy-ingress';
import { requireIngressTls } from './network/require-ingress-tls';
import { noAddedCapabilities } from './pod/no-added-capabilities';
import { noCustomSelinuxOptions } from './pod/no-custom-selinux-options';
import { noDefaultCapabilitiesAddedBack } from './pod/no-default-capabilities-added-back';
import { noDefaultServiceAccount } from './pod/no-default-service-account';
import { noHostAliases } from './pod/no-host-aliases';
import { noHostIpc } from './pod/no-host-ipc';
import { noHostNetwork } from './pod/no-host-network';
import { noHostPathVolumes } from './pod/no-host-path-volumes';
import { noHostPid } from './pod/no-host-pid';
import { noHostPorts } from './pod/no-host-ports';
import { noHostProcessContainers } from './pod/no-host-process-containers';
import { noPrivilegeEscalation } from './pod/no-privilege-escalation';
import { noPrivilegedContainers } from './pod/no-privileged-containers';
import { noProbeHosts } from './pod/no-probe-hosts';
import { noRootUser } from './pod/no-root-user';
import { noServiceAccountTokenMounts } from './pod/no-service-account-token-mounts';
import { noSharedProcessNamespace } from './pod/no-shared-process-namespace';
import { noUnconfinedApparmor } from './pod/no-unconfined-apparmor';
import { noUnconfinedSeccomp } from './pod/no-unconfined-seccomp';
import { noUnmaskedProc } from './pod/no-unmasked-proc';
import { noUnmaskedProcInUserNamespaces } from './pod/no-unmasked-proc-in-user-namespaces';
import { noUnrestrictedVolumeTypes } from './pod/no-unrestricted-volume-types';
import { noUnsafeSysctls } from './pod/no-unsafe-sysctls';
import { requireCpuRequests } from './pod/require-cpu-requests';
import { requireDropAllCapabilities } from './pod/require-drop-all-capabilities';
import { requireEphemeralStorageLimits } from './pod/require-ephemeral-storage-limits';
import { requireMemoryLimits } from './pod/require-memory-limits';
import { requireMemoryRequests } from './pod/require-memory-requests';
import { requireReadOnlyRootFilesystem } from './pod/require-read-only-root-filesystem';
import { requireRunAsNonRoot } from './pod/require-run-as-non-root';
import { requireSeccompProfile } from './pod/require-seccomp-profile';
import { noAdmissionChanges } from './rbac/no-admission-changes';
import { noAllAuthenticatedBindings } from './rbac/no-all-authenticated-bindings';
import { noAnonymousBindings } from './rbac/no-anonymous-bindings';
import { noCertificateApproval } from './rbac/no-certificate-approval';
import { noClusterAdminBindings } from './rbac/no-cluster-admin-bindings';
import { noDefaultServiceAccountBindings } from './rbac/no-default-service-account-bindings';
import { noEscalationVerbs } from './rbac/no-escalation-verbs';
import { noNodeProxy } from './rbac/no-node-proxy';
import { noPersistentVolumeCreation } from './rbac/no-persistent-volume-creation';
import { noPodExec } from './rbac/no-pod-exec';
import { noSecretReads } from './rbac/no-secret-reads';
import { noSystemMastersBindings } from './rbac/no-system-masters-bindings';
import { noTokenCreation } from './rbac/no-token-creation';
import { noWildcardPermissions } from './rbac/no-wildcard-permissions';
import type { KubernetesRule, Rule } from './rule';
import { noLongLivedServiceAccountTokens } from './secret/no-long-lived-service-account-tokens';
import { noPrivateKeysInConfigMaps } from './secret/no-private-keys-in-config-maps';
import { noSecretsInEnvironment } from './secret/no-secrets-in-environment';
import { noExternalIps } from './service/no-external-ips';
import { noNodePorts } from './service/no-node-ports';
import { noPublicLoadBalancers } from './service/no-public-load-balancers';
import { stackRules } from './stack';

export { awsRules, stackRules };

/** Every rule about one Kubernetes object, sorted by id. */
export const kubernetesRules: readonly KubernetesRule[] = [
  noAddedCapabilities,
  noAdmissionChanges,
  noAllAuthenticatedBindings,
  noAnonymousBindings,
  noCertificateApproval,
  noClusterAdminBindings,
  noCustomSelinuxOptions,
  noDefaultCapabilitiesAddedBack,
  noDefaultNamespace,
  noDefaultServiceAccount,
  noDefaultServiceAccountBindings,
  noEscalationVerbs,
  noExternalIps,
  noFailOpenAdmissionPolicies,
  noHostAliases,
  noHostIpc,
  noHostNetwork,
  noHostPathVolumes,
  noHostPid,
  noHostPorts,
  noHostProcessContainers,
  noIgnoredWebhookFailures,
  noLatestTag,
  noLongLivedServiceAccountTokens,
  noNodePorts,
  noNodeProxy,
  noOpenNetworkPolicyEgress,
  noOpenNetworkPolicyIngress,
  noPersistentVolumeCreation,
  noPodExec,
  noPrivateKeysInConfigMaps,
  noPrivilegeEscalation,
  noPrivilegedContainers,
  noProbeHosts,
  noPublicLoadBalancers,
  noRootUser,
  noSecretReads,
  noSecretsInEnvironment,
  noServiceAccountTokenMounts,
  noSharedProcessNamespace,
  noSystemMastersBindings,
  noTokenCreation,
  noUnconfinedApparmor,
  noUnconfinedSeccomp,
  noUnmaskedProc,
  noUnmaskedProcInUserNamespaces,
  noUnrestrictedVolumeTypes,
  noUnsafeSysctls,
  noWildcardPermissions,
  requireCpuRequests,
  requireDropAllCapabilities,
  requireEphemeralStorageLimits,
  requireImageDigest,
  requireIngressTls,
  requireMemoryLimits,
  requireMemoryRequests,
  requirePodSecurityLabels,
  requireReadOnlyRootFilesystem,
  requireRunAsNonRoot,
  requireSeccompProfile,
];

/** Every rule there is: Kubernetes, AWS, then stack rules, each sorted by id. */
export const catalogue: readonly Rule[] = [...kubernetesRules, ...awsRules, ...stackRules];
