import { JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { autoscaler, type Copies, copiesProblems } from './autoscaler';
import { disruptionBudget, topologySpread } from './copies';
import type { WorkloadProps } from './pod';
import { Workload } from './workload';

/** Properties of {@link Deployment}: those of its main container, of its pod, and how many copies there are. */
export type DeploymentProps = WorkloadProps & Copies;

/**
 * A program that keeps nothing, in several copies that stand for each other: in different zones and on different nodes,
 * of which a drain takes one at a time, and of which a new version takes away none before it serves itself.
 *
 * @throws ConstructError that names every wrong property
 */
export class Deployment extends Workload {
  /** What cdk8s-plus made of it; what is changed there is judged at synth as all else. */
  readonly deployment: kplus.Deployment;
  readonly service?: kplus.Service;

  constructor(scope: Construct, id: string, props: DeploymentProps) {
    super(scope, id, props, copiesProblems(props));
    const service = this.clusterService();
    if (service !== undefined) this.service = service;
    const { replicas, scale } = props;
    this.deployment = new kplus.Deployment(this, 'Deployment', {
      ...this.plusProps(),
      // Without a number cdk8s-plus writes 2, and takes autoscalers of its own.
      ...(replicas !== undefined && { replicas }),
      strategy: kplus.DeploymentStrategy.rollingUpdate({
        maxSurge: kplus.PercentOrAbsolute.percent(25),
        maxUnavailable: kplus.PercentOrAbsolute.absolute(0),
      }),
    });
    this.deployment.select(kplus.LabelSelector.of({ labels: { ...this.podLabels } }));
    const pod = '/spec/template/spec';
    this.harden(this.deployment, pod, [
      JsonPatch.add(`${pod}/topologySpreadConstraints`, topologySpread(this.podLabels, 'pod-template-hash')),
    ]);
    if (scale !== undefined) {
      this.deployment.markHasAutoscaler();
      autoscaler(this, 'Deployment', scale);
    }
    if (scale !== undefined || (replicas ?? 2) > 1) disruptionBudget(this);
  }
}
