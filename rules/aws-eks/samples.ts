import type { AwsResource, JsonObject } from '../rule';

/** A hardened control plane, with some inputs changed; `undefined` leaves one out. */
export function cluster(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:eks/cluster:Cluster',
    inputs: {
      name: 'blue',
      roleArn: 'arn:aws:iam::123456789012:role/blue-control-plane',
      version: '1.35',
      accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: false },
      deletionProtection: true,
      enabledClusterLogTypes: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'],
      encryptionConfig: {
        resources: ['secrets'],
        provider: { keyArn: 'arn:aws:kms:eu-west-1:123456789012:key/secrets' },
      },
      upgradePolicy: { supportType: 'STANDARD' },
      vpcConfig: {
        subnetIds: ['subnet-0a', 'subnet-0b', 'subnet-0c'],
        endpointPrivateAccess: true,
        endpointPublicAccess: false,
      },
      zonalShiftConfig: { enabled: true },
      ...changes,
    },
  };
}

/** A hardened control plane whose network settings are changed. */
export function clusterWithVpc(changes: JsonObject): AwsResource {
  const { vpcConfig } = cluster().inputs;
  return cluster({ vpcConfig: { ...(vpcConfig as JsonObject), ...changes } });
}

/** A managed add-on at a pinned version. */
export function addon(addonName: string, changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:eks/addon:Addon',
    inputs: {
      clusterName: 'blue',
      addonName,
      addonVersion: 'v1.20.4-eksbuild.1',
      resolveConflictsOnCreate: 'OVERWRITE',
      resolveConflictsOnUpdate: 'OVERWRITE',
      ...changes,
    },
  };
}

/** The VPC CNI as the other rules want it. */
export function vpcCni(changes: JsonObject = {}): AwsResource {
  return addon('vpc-cni', {
    configurationValues: '{"enableNetworkPolicy":"true"}',
    podIdentityAssociations: [{ serviceAccount: 'aws-node', roleArn: 'arn:aws:iam::123456789012:role/blue-vpc-cni' }],
    ...changes,
  });
}

/** Lets one role into a cluster. */
export function accessEntry(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:eks/accessEntry:AccessEntry',
    inputs: {
      clusterName: 'blue',
      principalArn: 'arn:aws:iam::123456789012:role/platform-developers',
      kubernetesGroups: ['developers'],
      ...changes,
    },
  };
}

/** Gives one service account a role. */
export function podIdentity(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:eks/podIdentityAssociation:PodIdentityAssociation',
    inputs: {
      clusterName: 'blue',
      namespace: 'payments',
      serviceAccount: 'ledger',
      roleArn: 'arn:aws:iam::123456789012:role/ledger',
      ...changes,
    },
  };
}
