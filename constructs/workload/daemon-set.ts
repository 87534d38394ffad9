import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Problem } from '../construct-error';
import type { WorkloadProps } from './pod';
import { Workload } from './workload';

/** What a {@link DaemonSet} has beyond other workloads. */
export interface NodeProps {
  /**
   * Taints of nodes that it runs on all the same, by their keys: `['node-role.kubernetes.io/control-plane']`.
   *
   * @default [] - nodes that are kept free are kept free of it too
   */
  readonly tolerations?: readonly string[];
}

/** Properties of {@link DaemonSet}. */
export type DaemonSetProps = WorkloadProps & NodeProps;

/**
 * A program that runs once on every node. It has the network and the files of its own pod, as all workloads have: what
 * needs those of the node is the platform's to run, in a namespace that is not held to the restricted standard.
 *
 * @throws ConstructError that names every wrong property
 */
export class DaemonSet extends Workload {
  /** What cdk8s-plus made of it; what is changed there is judged at synth as all else. */
  readonly daemonSet: kplus.DaemonSet;
  readonly service?: kplus.Service;

  constructor(scope: Construct, id: string, props: DaemonSetProps) {
    super(scope, id, props, tolerationProblems(props.tolerations ?? []));
    const service = this.clusterService();
    if (service !== undefined) this.service = service;
    this.daemonSet = new kplus.DaemonSet(this, 'DaemonSet', this.plusProps());
    this.daemonSet.select(kplus.LabelSelector.of({ labels: { ...this.podLabels } }));
    for (const key of props.tolerations ?? []) {
      this.daemonSet.scheduling.tolerate(kplus.Node.tainted(kplus.NodeTaintQuery.exists(key)));
    }
    this.harden(this.daemonSet, '/spec/template/spec');
  }
}

function tolerationProblems(keys: readonly string[]): Problem[] {
  // Without a key a toleration is one of everything.
  return keys
    .filter((key) => !/^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(key))
    .map((key) => ({
      found: `tolerations holds '${key.slice(0, 100)}'`,
      write: 'Write the key of a taint, such as node-role.kubernetes.io/control-plane',
    }));
}
