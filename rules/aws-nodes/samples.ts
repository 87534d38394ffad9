import type { AwsResource, JsonObject } from '../rule';

/** Base64 of a text, the form in which launch templates hold user data. */
export function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Hardened settings of a Bottlerocket node, as TOML. */
export const bottlerocketSettings = `
[settings.host-containers.admin]
enabled = false

[settings.kernel]
lockdown = "integrity"

[settings.kubernetes]
pod-pids-limit = 1024
seccomp-default = true
`;

/** A hardened launch template, with some inputs changed; `undefined` leaves one out. */
export function launchTemplate(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:ec2/launchTemplate:LaunchTemplate',
    inputs: {
      name: 'blue-workers',
      blockDeviceMappings: [
        {
          deviceName: '/dev/xvda',
          ebs: {
            encrypted: 'true',
            kmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/volumes',
            volumeSize: 20,
            volumeType: 'gp3',
          },
        },
      ],
      metadataOptions: { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 },
      monitoring: { enabled: true },
      networkInterfaces: [{ associatePublicIpAddress: 'false', securityGroups: ['sg-0workers'] }],
      userData: base64(bottlerocketSettings),
      ...changes,
    },
  };
}

/** A launch template of a Bottlerocket node with other settings. */
export function bottlerocket(settings: string): AwsResource {
  return launchTemplate({ userData: base64(settings) });
}

/** A hardened node group, with some inputs changed; `undefined` leaves one out. */
export function nodeGroup(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:eks/nodeGroup:NodeGroup',
    inputs: {
      clusterName: 'blue',
      nodeGroupName: 'workers',
      nodeRoleArn: 'arn:aws:iam::123456789012:role/blue-workers',
      subnetIds: ['subnet-0a', 'subnet-0b', 'subnet-0c'],
      amiType: 'BOTTLEROCKET_x86_64',
      launchTemplate: { id: 'lt-0workers', version: '3' },
      nodeRepairConfig: { enabled: true },
      scalingConfig: { minSize: 3, desiredSize: 3, maxSize: 9 },
      updateConfig: { maxUnavailablePercentage: 33 },
      ...changes,
    },
  };
}
