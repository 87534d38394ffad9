import * as pulumi from '@pulumi/pulumi';
import type { Account, ClusterStackConfig } from '../config';
import type { ControlPlane } from '../control-plane';
import { ArgoCd } from './argo-cd';
import { Baseline, objectsOf } from './index';
import { BaselineRunner, type BaselineRunnerArgs } from './runner';

export interface DeliverArgs {
  config: ClusterStackConfig;
  account: Account;
  cluster: ControlPlane;
  keys: { logsKeyArn: pulumi.Input<string> };
  network: BaselineRunnerArgs['network'];
}

/** The block of machines in the VPC that apply the baseline themselves, if any do. */
export function callersInVpc({ baseline: { delivery }, network }: ClusterStackConfig): string | undefined {
  return delivery.mode === 'direct' && delivery.reach === 'in-vpc' ? network.cidr : undefined;
}

/** Facts about the delivery for the stack's outputs. */
export interface Delivered {
  /** The CodeBuild project that runs the baseline stack. */
  baselineRunner?: pulumi.Output<string>;
  /** The role to let read the cluster stack's secrets. */
  baselineRunnerRoleArn?: pulumi.Output<string>;
}

/**
 * What the stack with the cluster does for the baseline: applies it, or makes what will.
 * Flux is brought by its user, so for it there is nothing to make.
 */
export function deliverBaseline(args: DeliverArgs, opts: pulumi.ComponentResourceOptions): Delivered {
  const { config, account, cluster } = args;
  const { delivery } = config.baseline;
  const { permissionsBoundaryArn } = config.identity;
  if (delivery.mode === 'direct') {
    // With layer cluster the objects are another stack's.
    if (config.layer === 'all') {
      new Baseline('baseline', { objects: objectsOf(config.baseline, config.cluster.version), cluster }, opts);
    }
    return {};
  }
  if (delivery.mode === 'runner') {
    const runner = new BaselineRunner(
      'baseline-runner',
      {
        account,
        cluster: config.cluster,
        controlPlane: cluster,
        delivery,
        keys: { ...config.keys, ...args.keys },
        network: args.network,
        egress: config.network.egress.mode,
        permissionsBoundaryArn,
      },
      opts,
    );
    return { baselineRunner: runner.projectName, baselineRunnerRoleArn: runner.roleArn };
  }
  if (delivery.tool === 'argocd-capability') {
    const { identityCenter } = delivery;
    new ArgoCd('argo-cd', { account, cluster, identityCenter, permissionsBoundaryArn }, opts);
  }
  return {};
}
