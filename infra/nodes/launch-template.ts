import type { LaunchTemplateArgs } from '@pulumi/aws/ec2';
import type { ec2 } from '@pulumi/aws/types/input';
import type * as pulumi from '@pulumi/pulumi';
import type { NodePoolConfig } from '../config';
import { al2023UserData } from './al2023';
import { bottlerocketUserData } from './bottlerocket';

/** Bottlerocket's read-only system image; what pods write goes to the second volume. In GiB. */
const bottlerocketRootGiB = 4;

export interface NodeTemplate {
  pool: NodePoolConfig;
  clusterName: string;
  securityGroupId: pulumi.Input<string>;
  volumesKeyArn: pulumi.Input<string>;
}

/**
 * The launch template of a pool. It names no image, no instance type, no role and no key pair: the node group does the
 * first three, and nobody has a shell to use a key on.
 */
export function launchTemplate({
  pool,
  clusterName,
  securityGroupId,
  volumesKeyArn,
}: NodeTemplate): LaunchTemplateArgs {
  const tags = {
    Name: `${clusterName}-${pool.name}`,
    'palisade:cluster': clusterName,
    'palisade:node-pool': pool.name,
  };
  return {
    description: `Nodes of pool ${pool.name} of ${clusterName}`,
    updateDefaultVersion: true,
    metadataOptions: {
      httpEndpoint: 'enabled',
      httpTokens: 'required',
      // One hop ends at the node: a pod that is not on the host network can't get the node's credentials.
      httpPutResponseHopLimit: 1,
      instanceMetadataTags: 'disabled',
    },
    monitoring: { enabled: true },
    networkInterfaces: [
      {
        deviceIndex: 0,
        associatePublicIpAddress: 'false',
        deleteOnTermination: 'true',
        securityGroups: [securityGroupId],
      },
    ],
    blockDeviceMappings: volumes(pool).map(({ deviceName, sizeGiB }) => ({
      deviceName,
      ebs: volume(sizeGiB, volumesKeyArn),
    })),
    tagSpecifications: ['instance', 'volume', 'network-interface'].map((resourceType) => ({ resourceType, tags })),
    userData: Buffer.from(pool.os === 'bottlerocket' ? bottlerocketUserData() : al2023UserData()).toString('base64'),
  };
}

function volumes({ os, volumeGiB }: NodePoolConfig): { deviceName: string; sizeGiB: number }[] {
  if (os === 'al2023') return [{ deviceName: '/dev/xvda', sizeGiB: volumeGiB }];
  return [
    { deviceName: '/dev/xvda', sizeGiB: bottlerocketRootGiB },
    { deviceName: '/dev/xvdb', sizeGiB: volumeGiB },
  ];
}

function volume(volumeSize: number, kmsKeyId: pulumi.Input<string>): ec2.LaunchTemplateBlockDeviceMappingEbs {
  return { volumeType: 'gp3', volumeSize, encrypted: 'true', kmsKeyId, deleteOnTermination: 'true' };
}
