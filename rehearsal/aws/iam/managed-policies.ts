import type { Realm } from '../realm';

/** AWS managed policies that clusters, nodes, add-ons and builds are given; any other name is taken for a mistake. */
const names = new Set(
  (
    'AdministratorAccess AmazonEBSCSIDriverEKSClusterScopedPolicy AmazonEC2ContainerRegistryFullAccess ' +
    'AmazonEC2ContainerRegistryPowerUser AmazonEC2ContainerRegistryPullOnly AmazonEC2ContainerRegistryReadOnly ' +
    'AmazonEKSBlockStoragePolicy AmazonEKSClusterPolicy AmazonEKSComputePolicy AmazonEKSFargatePodExecutionRolePolicy ' +
    'AmazonEKSLoadBalancingPolicy AmazonEKSNetworkingPolicy AmazonEKSServicePolicy AmazonEKSVPCResourceController ' +
    'AmazonEKSWorkerNodeMinimalPolicy AmazonEKSWorkerNodePolicy AmazonEKS_CNI_Policy AmazonS3ReadOnlyAccess ' +
    'AmazonS3FilesCSIDriverPolicy AmazonSNSFullAccess AmazonSSMManagedInstanceCore AmazonSSMPatchAssociation AmazonSSMReadOnlyAccess ' +
    'AWSXRayDaemonWriteAccess CloudWatchAgentServerPolicy CloudWatchLogsFullAccess IAMFullAccess PowerUserAccess ' +
    'ReadOnlyAccess SecretsManagerReadWrite SecurityAudit ViewOnlyAccess AmazonGuardDutyFullAccess'
  ).split(' '),
);
const serviceRoles = new Set(
  (
    'AmazonEBSCSIDriverPolicy AmazonEBSCSIDriverPolicyV2 AmazonEFSCSIDriverPolicy AmazonEC2RoleforSSM ' +
    'AWSBackupServiceRolePolicyForBackup'
  ).split(' '),
);

/** True for the ARN of a policy that AWS itself keeps. */
export function isAwsManagedPolicy(arn: string, { partition }: Realm): boolean {
  const match = new RegExp(`^arn:${partition}:iam::aws:policy/(service-role/)?([\\w+=,.@-]+)$`).exec(arn);
  if (!match) return false;
  return (match[1] === undefined ? names : serviceRoles).has(match[2] ?? '');
}

/** Whether somebody made a permissions boundary beforehand is not known here: any policy's ARN will do. */
export function refuseBoundary(value: string): string | undefined {
  return /^arn:aws[a-z-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+$/.test(value)
    ? undefined
    : `NoSuchEntity: Scope ARN: ${value} does not exist or is not attachable.`;
}
