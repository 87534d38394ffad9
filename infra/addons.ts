import * as eks from '@pulumi/aws/eks';
import * as pulumi from '@pulumi/pulumi';
import type { AddonsConfig } from './config';
import { type AwsName, ServiceAccountRole } from './identity';

export interface AddonsArgs {
  account: AwsName;
  cluster: { /** Known before the cluster is. */ plannedName: string; name: pulumi.Input<string> };
  /** Exact version of each add-on. */
  versions: AddonsConfig;
  /** Upper limit on what the add-ons' roles may do. Default: none. */
  permissionsBoundaryArn?: string | undefined;
}

type AddonName = keyof AddonsConfig;

/**
 * The add-ons that nodes need before they come: each is one agent on every node, so EKS calls them ready without any node.
 * They are also the last to go, since a node whose network agent is gone leaves its interfaces behind.
 */
export class NodeAddons extends pulumi.ComponentResource {
  constructor(name: string, args: AddonsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('palisade:infra:NodeAddons', name, {}, opts);
    addon(this, args, 'eks-pod-identity-agent');
    addon(this, args, 'kube-proxy');
    addon(this, args, 'eks-node-monitoring-agent');
    addon(this, args, 'vpc-cni', {
      // Without this the cluster takes network policies and enforces none of them.
      configuration: { enableNetworkPolicy: 'true' },
      role: serviceAccountRole(this, args, 'vpc-cni', {
        serviceAccount: 'aws-node',
        managedPolicies: [awsPolicy(args, 'AmazonEKS_CNI_Policy')],
      }),
      serviceAccount: 'aws-node',
    });
    this.registerOutputs();
  }
}

export interface WorkloadAddonsArgs extends AddonsArgs {
  /** The key that volumes are encrypted with. */
  volumesKeyArn: pulumi.Input<string>;
}

/** The add-ons that run as ordinary pods, so that EKS calls them ready only once there are nodes. */
export class WorkloadAddons extends pulumi.ComponentResource {
  constructor(name: string, args: WorkloadAddonsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('palisade:infra:WorkloadAddons', name, {}, opts);
    addon(this, args, 'coredns');
    addon(this, args, 'aws-ebs-csi-driver', {
      role: serviceAccountRole(this, args, 'aws-ebs-csi-driver', {
        serviceAccount: 'ebs-csi-controller-sa',
        managedPolicies: [awsPolicy(args, 'service-role/AmazonEBSCSIDriverPolicy')],
        policy: pulumi.output(args.volumesKeyArn).apply((keyArn) => JSON.stringify(volumeKeyUse(keyArn))),
      }),
      serviceAccount: 'ebs-csi-controller-sa',
    });
    this.registerOutputs();
  }
}

function addon(
  parent: pulumi.ComponentResource,
  { cluster, versions }: AddonsArgs,
  addonName: AddonName,
  more: { configuration?: object; role?: ServiceAccountRole; serviceAccount?: string } = {},
): eks.Addon {
  const { configuration, role, serviceAccount } = more;
  return new eks.Addon(
    addonName,
    {
      addonName,
      addonVersion: versions[addonName],
      clusterName: cluster.name,
      // What was changed by hand goes back to what stands here.
      resolveConflictsOnCreate: 'OVERWRITE',
      resolveConflictsOnUpdate: 'OVERWRITE',
      preserve: false,
      ...(configuration === undefined ? {} : { configurationValues: JSON.stringify(configuration) }),
      ...(role === undefined || serviceAccount === undefined
        ? {}
        : { podIdentityAssociations: [{ roleArn: role.arn, serviceAccount }] }),
    },
    { parent },
  );
}

function serviceAccountRole(
  parent: pulumi.ComponentResource,
  { account, cluster, permissionsBoundaryArn }: AddonsArgs,
  name: AddonName,
  grants: { serviceAccount: string; managedPolicies: string[]; policy?: pulumi.Input<string> },
): ServiceAccountRole {
  return new ServiceAccountRole(
    name,
    {
      account,
      cluster,
      namespace: 'kube-system',
      method: { kind: 'pod-identity', associate: false },
      permissionsBoundaryArn,
      ...grants,
    },
    { parent },
  );
}

function awsPolicy({ account }: AddonsArgs, name: string): string {
  return `arn:${account.partition}:iam::aws:policy/${name}`;
}

/** The driver has volumes encrypted by EC2, and never handles key material: grants only for AWS services. */
function volumeKeyUse(keyArn: string): object {
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'LetEc2UseTheKey',
        Effect: 'Allow',
        Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
        Resource: keyArn,
        Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
      {
        Sid: 'EncryptVolumes',
        Effect: 'Allow',
        Action: [
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        Resource: keyArn,
      },
    ],
  };
}
