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
import type { AwsRule } from './rule';

/** Every rule about an AWS resource's inputs, sorted by id. */
export const awsRules: readonly AwsRule[] = [
  bottlerocketKernelLockdown,
  bottlerocketNoAdminContainer,
  bottlerocketPodPidsLimit,
  bottlerocketSeccompDefault,
  defaultSecurityGroupEmpty,
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
  imdsHopLimit,
  launchTemplateEncryptedVolumes,
  launchTemplateGp3,
  launchTemplateMonitoring,
  launchTemplateNoPublicAddress,
  networkAclNoAdminPorts,
  noCredentialsInUserData,
  noKeyPairs,
  nodeGroupAutoRepair,
  nodeGroupContainerOs,
  nodeGroupLaunchTemplate,
  nodeGroupNoRemoteAccess,
  nodeGroupRollingUpdate,
  requireImdsv2,
  securityGroupNoOpenEgress,
  securityGroupNoWorldIngress,
  subnetNoPublicAddress,
  vpcEndpointPolicy,
];
