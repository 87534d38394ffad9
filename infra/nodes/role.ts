import * as iam from '@pulumi/aws/iam';
import * as pulumi from '@pulumi/pulumi';

/**
 * What a node may do by itself: join the cluster, ask Pod Identity for its pods' credentials, and pull images.
 * The network add-on and the volume driver have roles of their own, so a pod that got at the node's credentials
 * could change no interface and no volume.
 */
const nodePolicies = ['AmazonEKSWorkerNodeMinimalPolicy', 'AmazonEC2ContainerRegistryPullOnly'];

export interface NodeRoleArgs {
  account: { partition: string };
  cluster: { plannedName: string };
  /** Upper limit on what the role may do. Default: none. */
  permissionsBoundaryArn?: string | undefined;
}

/** The role of every node. One for all pools: they need the same, and EKS makes an access entry for each role. */
export class NodeRole extends pulumi.ComponentResource {
  /** Known once its policies are attached, so that no node starts with half its rights. */
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: NodeRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super('palisade:infra:NodeRole', name, {}, opts);
    const parent = { parent: this };
    const role = new iam.Role(
      name,
      {
        description: `Nodes of ${args.cluster.plannedName}`,
        // EC2 sends no source account or ARN to condition on; who may pass the role to EC2 is limited by iam:PassRole.
        assumeRolePolicy: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            { Sid: 'Nodes', Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
          ],
        }),
        ...(args.permissionsBoundaryArn === undefined ? {} : { permissionsBoundary: args.permissionsBoundaryArn }),
      },
      parent,
    );
    const attached = nodePolicies.map(
      (policy) =>
        new iam.RolePolicyAttachment(
          `${name}-${policy}`,
          { role: role.name, policyArn: `arn:${args.account.partition}:iam::aws:policy/${policy}` },
          parent,
        ),
    );
    this.arn = pulumi.all([role.arn, pulumi.all(attached.map(({ id }) => id))]).apply(([arn]) => arn);
    this.registerOutputs({ arn: this.arn });
  }
}
