import * as ec2 from '@pulumi/aws/ec2';
import * as eks from '@pulumi/aws/eks';
import * as pulumi from '@pulumi/pulumi';
import type { NodePoolConfig } from '../config';
import { amiType } from './ami-type';
import { launchTemplate } from './launch-template';

/** Kubernetes' names of taint effects, in EKS's spelling. */
const taintEffects = {
  NoSchedule: 'NO_SCHEDULE',
  PreferNoSchedule: 'PREFER_NO_SCHEDULE',
  NoExecute: 'NO_EXECUTE',
} as const;

export interface NodePoolArgs {
  pool: NodePoolConfig;
  cluster: {
    /** Known before the cluster is. */ plannedName: string;
    name: pulumi.Input<string>;
    version: pulumi.Input<string>;
  };
  subnetIds: readonly pulumi.Input<string>[];
  securityGroupId: pulumi.Input<string>;
  roleArn: pulumi.Input<string>;
  volumesKeyArn: pulumi.Input<string>;
}

/**
 * A managed node group with a hardened launch template.
 *
 * A change of instance types or of the image's kind replaces the group: the new one is made first and takes the pods
 * over. A change of anything in the launch template rolls the nodes, at most `maxUnavailablePercentage` at a time.
 */
export class NodePool extends pulumi.ComponentResource {
  readonly nodeGroupName: pulumi.Output<string>;

  constructor(name: string, args: NodePoolArgs, opts?: pulumi.ComponentResourceOptions) {
    super('palisade:infra:NodePool', name, {}, opts);
    const { pool, cluster } = args;
    const template = new ec2.LaunchTemplate(
      name,
      launchTemplate({
        pool,
        clusterName: cluster.plannedName,
        securityGroupId: args.securityGroupId,
        volumesKeyArn: args.volumesKeyArn,
      }),
      { parent: this },
    );
    const group = new eks.NodeGroup(
      name,
      {
        clusterName: cluster.name,
        // A fixed name would force the old group out before the new one is there.
        nodeGroupNamePrefix: `${pool.name}-`,
        nodeRoleArn: args.roleArn,
        subnetIds: [...args.subnetIds],
        version: cluster.version,
        amiType: amiType(pool),
        capacityType: 'ON_DEMAND',
        instanceTypes: pool.instanceTypes,
        launchTemplate: { id: template.id, version: pulumi.interpolate`${template.latestVersion}` },
        scalingConfig: { minSize: pool.size.min, desiredSize: pool.size.desired, maxSize: pool.size.max },
        updateConfig: { maxUnavailablePercentage: pool.maxUnavailablePercentage },
        nodeRepairConfig: { enabled: true },
        labels: { ...pool.labels, 'palisade.dev/node-pool': pool.name },
        taints: pool.taints.map(({ key, value, effect }) => ({ key, value, effect: taintEffects[effect] })),
      },
      // An autoscaler moves the size between the bounds; an update must not set it back.
      { parent: this, ignoreChanges: ['scalingConfig.desiredSize'] },
    );
    this.nodeGroupName = group.nodeGroupName;
    this.registerOutputs({ nodeGroupName: this.nodeGroupName });
  }
}
