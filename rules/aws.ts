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
import type { AwsRule } from './rule';

/** Every rule about an AWS resource's inputs, sorted by id. */
export const awsRules: readonly AwsRule[] = [
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
];
