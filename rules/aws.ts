import { codebuildCustomerKey } from './aws-build/codebuild-customer-key';
import { codebuildInVpc } from './aws-build/codebuild-in-vpc';
import { codebuildNoPlainCredentials } from './aws-build/codebuild-no-plain-credentials';
import { codebuildNoPrivilegedMode } from './aws-build/codebuild-no-privileged-mode';
import { alarmHasAction } from './aws-detection/alarm-has-action';
import { guarddutyEksFeatures } from './aws-detection/guardduty-eks-features';
import { guarddutyEnabled } from './aws-detection/guardduty-enabled';
import { snsTopicCustomerKey } from './aws-detection/sns-topic-customer-key';
import { snsTopicNotPublic } from './aws-detection/sns-topic-not-public';
import { ecrCustomerKey } from './aws-ecr/ecr-customer-key';
import { ecrImmutableTags } from './aws-ecr/ecr-immutable-tags';
import { ecrPolicyNotPublic } from './aws-ecr/ecr-policy-not-public';
import { ecrScanOnPush } from './aws-ecr/ecr-scan-on-push';
import { eksAddonOverwritesDrift } from './aws-eks/eks-addon-overwrites-drift';
import { eksAddonOwnRole } from './aws-eks/eks-addon-own-role';
import { eksAddonPinnedVersion } from './aws-eks/eks-addon-pinned-version';
import { eksAuthenticationModeApi } from './aws-eks/eks-authentication-mode-api';
import { eksDeletionProtection } from './aws-eks/eks-deletion-protection';
import { eksEncryptSecrets } from './aws-eks/eks-encrypt-secrets';
import { eksLogAllTypes } from './aws-eks/eks-log-all-types';
import { eksNoAccountRootAccess } from './aws-eks/eks-no-account-root-access';
import { eksNoCreatorAdmin } from './aws-eks/eks-no-creator-admin';
import { eksNoPublicEndpoint } from './aws-eks/eks-no-public-endpoint';
import { eksNoSystemGroups } from './aws-eks/eks-no-system-groups';
import { eksNoWorldEndpoint } from './aws-eks/eks-no-world-endpoint';
import { eksPodIdentityOwnServiceAccount } from './aws-eks/eks-pod-identity-own-service-account';
import { eksPodIdentitySessionTags } from './aws-eks/eks-pod-identity-session-tags';
import { eksPrivateEndpoint } from './aws-eks/eks-private-endpoint';
import { eksStandardSupport } from './aws-eks/eks-standard-support';
import { eksSupportedVersion } from './aws-eks/eks-supported-version';
import { eksVpcCniNetworkPolicy } from './aws-eks/eks-vpc-cni-network-policy';
import { eksZonalShift } from './aws-eks/eks-zonal-shift';
import { iamNoAdminAttachment } from './aws-iam/iam-no-admin-attachment';
import { iamNoAllowByException } from './aws-iam/iam-no-allow-by-exception';
import { iamNoAllowNotPrincipal } from './aws-iam/iam-no-allow-not-principal';
import { iamNoDecryptAnyKey } from './aws-iam/iam-no-decrypt-any-key';
import { iamNoFullAdmin } from './aws-iam/iam-no-full-admin';
import { iamNoPassAnyRole } from './aws-iam/iam-no-pass-any-role';
import { iamNoServiceWildcard } from './aws-iam/iam-no-service-wildcard';
import { iamOidcProviderAudience } from './aws-iam/iam-oidc-provider-audience';
import { iamOidcTrustExact } from './aws-iam/iam-oidc-trust-exact';
import { iamPodIdentityTrust } from './aws-iam/iam-pod-identity-trust';
import { iamTrustNoWildcard } from './aws-iam/iam-trust-no-wildcard';
import { kmsDeletionWindow } from './aws-kms/kms-deletion-window';
import { kmsExplicitKeyPolicy } from './aws-kms/kms-explicit-key-policy';
import { kmsKeyRotation } from './aws-kms/kms-key-rotation';
import { kmsNoPublicKeyPolicy } from './aws-kms/kms-no-public-key-policy';
import { logGroupCustomerKey } from './aws-logs/log-group-customer-key';
import { logGroupRetention } from './aws-logs/log-group-retention';
import { defaultSecurityGroupEmpty } from './aws-network/default-security-group-empty';
import { firewallProtected } from './aws-network/firewall-protected';
import { firewallStatefulDefaultDrop } from './aws-network/firewall-stateful-default-drop';
import { firewallStatelessDefault } from './aws-network/firewall-stateless-default';
import { flowLogAllTraffic } from './aws-network/flow-log-all-traffic';
import { networkAclNoAdminPorts } from './aws-network/network-acl-no-admin-ports';
import { securityGroupNoOpenEgress } from './aws-network/security-group-no-open-egress';
import { securityGroupNoWorldIngress } from './aws-network/security-group-no-world-ingress';
import { subnetNoPublicAddress } from './aws-network/subnet-no-public-address';
import { vpcEndpointPolicy } from './aws-network/vpc-endpoint-policy';
import { bottlerocketKernelLockdown } from './aws-nodes/bottlerocket-kernel-lockdown';
import { bottlerocketNoAdminContainer } from './aws-nodes/bottlerocket-no-admin-container';
import { bottlerocketPodPidsLimit } from './aws-nodes/bottlerocket-pod-pids-limit';
import { bottlerocketSeccompDefault } from './aws-nodes/bottlerocket-seccomp-default';
import { imdsHopLimit } from './aws-nodes/imds-hop-limit';
import { launchTemplateEncryptedVolumes } from './aws-nodes/launch-template-encrypted-volumes';
import { launchTemplateGp3 } from './aws-nodes/launch-template-gp3';
import { launchTemplateMonitoring } from './aws-nodes/launch-template-monitoring';
import { launchTemplateNoPublicAddress } from './aws-nodes/launch-template-no-public-address';
import { noCredentialsInUserData } from './aws-nodes/no-credentials-in-user-data';
import { noKeyPairs } from './aws-nodes/no-key-pairs';
import { nodeGroupAutoRepair } from './aws-nodes/node-group-auto-repair';
import { nodeGroupContainerOs } from './aws-nodes/node-group-container-os';
import { nodeGroupLaunchTemplate } from './aws-nodes/node-group-launch-template';
import { nodeGroupNoRemoteAccess } from './aws-nodes/node-group-no-remote-access';
import { nodeGroupRollingUpdate } from './aws-nodes/node-group-rolling-update';
import { requireImdsv2 } from './aws-nodes/require-imdsv2';
import { s3BlockPublicAccess } from './aws-storage/s3-block-public-access';
import { s3CustomerKey } from './aws-storage/s3-customer-key';
import { s3NoAcl } from './aws-storage/s3-no-acl';
import { s3NoPublicPolicy } from './aws-storage/s3-no-public-policy';
import { s3TlsOnly } from './aws-storage/s3-tls-only';
import { s3VersioningEnabled } from './aws-storage/s3-versioning-enabled';
import type { AwsRule } from './rule';

/** Every rule about an AWS resource's inputs, sorted by id. */
export const awsRules: readonly AwsRule[] = [
  alarmHasAction,
  bottlerocketKernelLockdown,
  bottlerocketNoAdminContainer,
  bottlerocketPodPidsLimit,
  bottlerocketSeccompDefault,
  codebuildCustomerKey,
  codebuildInVpc,
  codebuildNoPlainCredentials,
  codebuildNoPrivilegedMode,
  defaultSecurityGroupEmpty,
  ecrCustomerKey,
  ecrImmutableTags,
  ecrPolicyNotPublic,
  ecrScanOnPush,
  eksAddonOverwritesDrift,
  eksAddonOwnRole,
  eksAddonPinnedVersion,
  eksAuthenticationModeApi,
  eksDeletionProtection,
  eksEncryptSecrets,
  eksLogAllTypes,
  eksNoAccountRootAccess,
  eksNoCreatorAdmin,
  eksNoPublicEndpoint,
  eksNoSystemGroups,
  eksNoWorldEndpoint,
  eksPodIdentityOwnServiceAccount,
  eksPodIdentitySessionTags,
  eksPrivateEndpoint,
  eksStandardSupport,
  eksSupportedVersion,
  eksVpcCniNetworkPolicy,
  eksZonalShift,
  firewallProtected,
  firewallStatefulDefaultDrop,
  firewallStatelessDefault,
  flowLogAllTraffic,
  guarddutyEksFeatures,
  guarddutyEnabled,
  iamNoAdminAttachment,
  iamNoAllowByException,
  iamNoAllowNotPrincipal,
  iamNoDecryptAnyKey,
  iamNoFullAdmin,
  iamNoPassAnyRole,
  iamNoServiceWildcard,
  iamOidcProviderAudience,
  iamOidcTrustExact,
  iamPodIdentityTrust,
  iamTrustNoWildcard,
  imdsHopLimit,
  kmsDeletionWindow,
  kmsExplicitKeyPolicy,
  kmsKeyRotation,
  kmsNoPublicKeyPolicy,
  launchTemplateEncryptedVolumes,
  launchTemplateGp3,
  launchTemplateMonitoring,
  launchTemplateNoPublicAddress,
  logGroupCustomerKey,
  logGroupRetention,
  networkAclNoAdminPorts,
  noCredentialsInUserData,
  noKeyPairs,
  nodeGroupAutoRepair,
  nodeGroupContainerOs,
  nodeGroupLaunchTemplate,
  nodeGroupNoRemoteAccess,
  nodeGroupRollingUpdate,
  requireImdsv2,
  s3BlockPublicAccess,
  s3CustomerKey,
  s3NoAcl,
  s3NoPublicPolicy,
  s3TlsOnly,
  s3VersioningEnabled,
  securityGroupNoOpenEgress,
  securityGroupNoWorldIngress,
  snsTopicCustomerKey,
  snsTopicNotPublic,
  subnetNoPublicAddress,
  vpcEndpointPolicy,
];
