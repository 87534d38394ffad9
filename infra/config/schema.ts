import { z } from 'zod';
import { account } from './account';
import { baseline } from './baseline';
import { cluster } from './cluster';
import { across, type Report, strict, text } from './describe';
import { identity } from './identity';
import { network } from './network';
import { nodePools } from './node-pools';
import { parseArn } from './scalars';
import { addons, detection, keys, registry } from './services';

const layerAdvice = 'write all, cluster or baseline';

const whole = strict({
  /** `all`: cluster and baseline in one stack. `cluster`: all but the baseline. */
  layer: z.enum(['all', 'cluster'], { error: layerAdvice }),
  account,
  network,
  keys,
  cluster,
  nodePools,
  identity,
  addons,
  registry,
  detection,
  baseline,
});

const delivered = across(whole, ['layer', 'baseline'], ({ layer, baseline: { delivery } }, report) => {
  if (layer === 'all' && delivery.mode !== 'direct') {
    report(['layer'], `write cluster, and a second stack with layer baseline: delivery ${delivery.mode} takes two`);
  }
});

const reachable = across(
  delivered,
  ['cluster', 'baseline'],
  ({ cluster: { endpoint }, baseline: { delivery } }, report) => {
    if (delivery.mode === 'direct' && delivery.reach === 'allow-list' && endpoint.access !== 'allow-list') {
      report(
        ['baseline', 'delivery', 'reach'],
        'write in-vpc, or cluster.endpoint.access allow-list: the endpoint is private',
      );
    }
  },
);

function inPartition(arn: string, partition: string, path: readonly PropertyKey[], report: Report): void {
  if (parseArn(arn)?.partition !== partition) {
    report(path, `write an ARN of partition ${partition}, as account.partition says`);
  }
}

const clusterStack = across(
  across(
    across(reachable, ['account', 'keys'], ({ account: { partition }, keys: { administrators } }, report) => {
      for (const [index, arn] of administrators.entries()) {
        inPartition(arn, partition, ['keys', 'administrators', index], report);
      }
    }),
    ['account', 'cluster'],
    ({ account: { partition }, cluster: { admins } }, report) => {
      for (const [index, { principalArn }] of admins.entries()) {
        inPartition(principalArn, partition, ['cluster', 'admins', index, 'principalArn'], report);
      }
    },
  ),
  ['account', 'identity'],
  ({ account: { partition }, identity: { permissionsBoundaryArn } }, report) => {
    if (permissionsBoundaryArn === undefined) return;
    inPartition(permissionsBoundaryArn, partition, ['identity', 'permissionsBoundaryArn'], report);
  },
);

const cached = across(
  clusterStack,
  ['network', 'registry'],
  ({ network: { egress }, registry: { pullThroughCache } }, report) => {
    // Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html, under considerations.
    if (egress.mode === 'none' && pullThroughCache.length > 0) {
      report(
        ['registry', 'pullThroughCache'],
        'write an empty list, or network.egress nat or firewall: the first pull of an image needs a way out of the VPC',
      );
    }
  },
);

const baselineStack = strict({
  /** Only the baseline, onto the cluster of another stack. */
  layer: z.literal('baseline', { error: layerAdvice }),
  /** The stack with `layer: cluster`. */
  clusterStack: text(
    /^[\w.-]+\/[\w.-]+\/[\w.-]+$/,
    'write the stack that has the cluster, such as organization/palisade/production',
  ),
  account,
  baseline,
});

/** A stack that makes a cluster. */
export type ClusterStackConfig = z.output<typeof cached>;
/** A stack that makes a baseline on another stack's cluster. */
export type BaselineStackConfig = z.output<typeof baselineStack>;
/** A whole, valid stack config. `layer` tells which. */
export type BlueprintConfig = ClusterStackConfig | BaselineStackConfig;

export type AccountConfig = ClusterStackConfig['account'];
export type NetworkConfig = ClusterStackConfig['network'];
export type KeysConfig = ClusterStackConfig['keys'];
export type ClusterConfig = ClusterStackConfig['cluster'];
export type NodePoolConfig = ClusterStackConfig['nodePools'][number];
export type IdentityConfig = ClusterStackConfig['identity'];
export type WorkloadIdentityConfig = IdentityConfig['workloads'][number];
export type AddonsConfig = ClusterStackConfig['addons'];
export type RegistryConfig = ClusterStackConfig['registry'];
export type DetectionConfig = ClusterStackConfig['detection'];
export type BaselineConfig = ClusterStackConfig['baseline'];
export type DeliveryConfig = BaselineConfig['delivery'];
export type TeamConfig = BaselineConfig['teams'][number];

/** The schema for a layer, and the keys that it takes. */
export interface LayerSchema {
  readonly schema: z.ZodType<BlueprintConfig>;
  readonly keys: readonly string[];
}

/** What a layer takes; whatever is not `baseline` is held against what makes a cluster. */
export function layerSchema(layer: unknown): LayerSchema {
  return layer === 'baseline'
    ? { schema: baselineStack, keys: Object.keys(baselineStack.shape) }
    : { schema: cached, keys: Object.keys(cached.shape) };
}
