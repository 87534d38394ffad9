import * as pulumi from '@pulumi/pulumi';
import type { BaselineStackConfig } from '../config';
import { kubeconfig } from '../kubeconfig';
import { Baseline } from './index';
import { objectsOf } from './objects';

/** What the stack with the cluster tells the stack with the baseline. None of it is secret. */
export interface ClusterFacts {
  clusterName: string;
  clusterArn: string;
  /** Minor version, such as `1.35`. */
  kubernetesVersion: string;
  endpoint: string;
  /** Base64. */
  certificateAuthority: string;
}

const facts = ['clusterName', 'clusterArn', 'kubernetesVersion', 'endpoint', 'certificateAuthority'] as const;

/**
 * The stack with `layer: baseline`: the baseline on the cluster of another stack. It runs wherever the API can be reached,
 * which is what the runner is for.
 *
 * @throws when the baseline is to come from Git, or when the other stack has no cluster yet.
 */
export async function baselineStack({
  baseline,
  clusterStack,
  account,
}: BaselineStackConfig): Promise<{ objects: number }> {
  if (baseline.delivery.mode === 'gitops') {
    throw new Error(
      'palisade:layer is "baseline" and palisade:baseline delivery.mode is "gitops", so this stack has nothing to do: ' +
        'the cluster pulls its baseline from Git. Write it there with `palisade baseline render`, or choose mode: runner or direct.',
    );
  }
  const cluster = await clusterFacts(clusterStack);
  const objects = objectsOf(baseline, cluster.kubernetesVersion);
  new Baseline('baseline', {
    objects,
    cluster: {
      arn: cluster.clusterArn,
      endpoint: cluster.endpoint,
      kubeconfig: kubeconfig({
        name: cluster.clusterName,
        region: account.region,
        endpoint: cluster.endpoint,
        certificateAuthority: cluster.certificateAuthority,
      }),
    },
  });
  return { objects: objects.length };
}

/** Waits for the values: how many objects there are depends on the version, and a preview must know it. */
async function clusterFacts(stack: string): Promise<ClusterFacts> {
  const reference = new pulumi.StackReference(stack);
  const found = await Promise.all(
    facts.map(async (fact): Promise<[string, unknown]> => [fact, (await reference.getOutputDetails(fact)).value]),
  );
  const missing = found.filter(([, value]) => typeof value !== 'string').map(([fact]) => fact);
  if (missing.length > 0) {
    throw new Error(
      `palisade:clusterStack is ${stack}, which has no output ${missing.join(', ')}. ` +
        'Run `pulumi up` on that stack first, with palisade:layer "cluster", or name the stack that has the cluster.',
    );
  }
  return Object.fromEntries(found) as unknown as ClusterFacts;
}
