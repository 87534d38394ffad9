import { groupId, refuseArn, region, roleLink, subnetId } from '../common';
import { refuseInstanceType } from '../ec2/instance-type';
import { anything, block, flag, link, list, map, tags, text, whole } from '../fields';
import { arn } from '../realm';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known } from '../values';
import { impliedEntry } from './access';
import { checkNodeGroup } from './node-group-checks';
import { latest, refuseVersion } from './versions';

/** The AMI families of managed node groups. */
export const amiTypes = [
  ...[
    'AL2023_x86_64_STANDARD',
    'AL2023_ARM_64_STANDARD',
    'AL2023_x86_64_NEURON',
    'AL2023_x86_64_NVIDIA',
    'AL2023_ARM_64_NVIDIA',
  ],
  ...['BOTTLEROCKET_ARM_64', 'BOTTLEROCKET_x86_64', 'BOTTLEROCKET_ARM_64_FIPS', 'BOTTLEROCKET_x86_64_FIPS'],
  ...[
    'BOTTLEROCKET_ARM_64_NVIDIA',
    'BOTTLEROCKET_x86_64_NVIDIA',
    'BOTTLEROCKET_ARM_64_NVIDIA_FIPS',
    'BOTTLEROCKET_x86_64_NVIDIA_FIPS',
  ],
  ...['AL2_x86_64', 'AL2_x86_64_GPU', 'AL2_ARM_64', 'CUSTOM'],
  ...['WINDOWS_CORE_2019_x86_64', 'WINDOWS_FULL_2019_x86_64', 'WINDOWS_CORE_2022_x86_64', 'WINDOWS_FULL_2022_x86_64'],
];
const percentage = whole({ min: 1, max: 100 });
const labelKey = /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/;

export const nodeGroup: TypeSpec = {
  type: types.nodeGroup,
  inputs: {
    clusterName: text({ required: true, replaces: true, link: link(types.cluster, { by: 'name' }) }),
    nodeGroupName: text({ replaces: true, min: 1, max: 63, pattern: /^[0-9A-Za-z][A-Za-z0-9_-]*$/ }),
    nodeGroupNamePrefix: text({ replaces: true, max: 37 }),
    nodeRoleArn: text({
      required: true,
      replaces: true,
      refuse: refuseArn,
      link: roleLink(
        (value) => `InvalidParameterException: The role with name ${value.split('/').pop()} cannot be found.`,
      ),
    }),
    subnetIds: list(subnetId(), { required: true, min: 1, replaces: true }),
    amiType: text({ replaces: true, oneOf: amiTypes }),
    capacityType: text({ replaces: true, oneOf: ['ON_DEMAND', 'SPOT', 'CAPACITY_BLOCK'] }),
    instanceTypes: list(text({ refuse: refuseInstanceType }), { max: 20, replaces: true }),
    diskSize: whole({ replaces: true, min: 1, max: 16_384 }),
    launchTemplate: block({
      id: text({ replaces: true, link: link(types.launchTemplate, { mode: 'loose' }) }),
      name: text({ replaces: true, link: link(types.launchTemplate, { by: 'name', mode: 'loose' }) }),
      version: text({ required: true, min: 1, max: 255 }),
    }),
    scalingConfig: block(
      {
        minSize: whole({ required: true, min: 0 }),
        desiredSize: whole({ required: true, min: 0 }),
        maxSize: whole({ required: true, min: 1 }),
      },
      { required: true },
    ),
    updateConfig: block({
      maxUnavailable: percentage,
      maxUnavailablePercentage: percentage,
      updateStrategy: text({ oneOf: ['DEFAULT', 'MINIMAL'] }),
    }),
    nodeRepairConfig: block({
      enabled: flag(),
      maxParallelNodesRepairedCount: whole({ min: 1 }),
      maxParallelNodesRepairedPercentage: percentage,
      maxUnhealthyNodeThresholdCount: whole({ min: 1 }),
      maxUnhealthyNodeThresholdPercentage: percentage,
      nodeRepairConfigOverrides: list(anything()),
    }),
    labels: map(text({ max: 63, pattern: /^([A-Za-z0-9]([A-Za-z0-9_.-]*[A-Za-z0-9])?)?$/ })),
    taints: list(
      block({
        key: text({ required: true, min: 1, max: 316, pattern: labelKey }),
        value: text({ max: 63 }),
        effect: text({ required: true, oneOf: ['NO_SCHEDULE', 'NO_EXECUTE', 'PREFER_NO_SCHEDULE'] }),
      }),
      { max: 50 },
    ),
    remoteAccess: block({ ec2SshKey: text(), sourceSecurityGroupIds: list(groupId()) }, { replaces: true }),
    version: text({ refuse: refuseVersion }),
    releaseVersion: text(),
    forceUpdateVersion: flag(),
    warmPoolConfig: anything(),
    region,
    tags,
  },
  naming: { property: 'nodeGroupName', max: 63 },
  id: ({ inputs }) => `${inputs.clusterName}:${inputs.nodeGroupName}`,
  unique: {
    key: ({ clusterName, nodeGroupName }) =>
      known(clusterName) && known(nodeGroupName) ? `${clusterName}|${nodeGroupName}` : undefined,
    property: 'nodeGroupName',
    reason: ({ clusterName, nodeGroupName }) =>
      `ResourceInUseException: NodeGroup already exists with name ${nodeGroupName} and cluster name ${clusterName}`,
  },
  check: checkNodeGroup,
  implied: (making) => impliedEntry(making, making.inputs.nodeRoleArn, 'EC2_LINUX'),
  outputs: ({ realm, inputs, hex, find }) => {
    const version = inputs.version ?? find(types.cluster, 'name', inputs.clusterName)?.state.version ?? latest;
    const uuid = hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return {
      arn: arn(realm, 'eks', `nodegroup/${inputs.clusterName}/${inputs.nodeGroupName}/${uuid}`),
      amiType: inputs.amiType ?? 'AL2023_x86_64_STANDARD',
      capacityType: inputs.capacityType ?? 'ON_DEMAND',
      diskSize: inputs.diskSize ?? (inputs.launchTemplate === undefined ? 20 : 0),
      instanceTypes: inputs.instanceTypes ?? (inputs.launchTemplate === undefined ? ['t3.medium'] : []),
      releaseVersion: inputs.releaseVersion ?? `${version}-20260101`,
      resources: [
        { autoscalingGroups: [{ name: `eks-${inputs.nodeGroupName}-${uuid}` }], remoteAccessSecurityGroupId: '' },
      ],
      status: 'ACTIVE',
      updateConfig: inputs.updateConfig ?? { maxUnavailable: 1 },
      version,
    };
  },
};
