import { JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { disruptionBudget, topologySpread } from './copies';
import { Workload, type WorkloadProps } from './workload';

/** Properties of {@link Deployment}. */
export type DeploymentProps = WorkloadProps & {
  /**
   * Number of copies.
   *
   * @default 2 - so that one can be taken away
   */
  readonly replicas?: number;
};

/** A program that keeps nothing, in several copies that stand for each other. */
export class Deployment extends Workload implements kplus.IScalable {
  /** What cdk8s-plus made of it; what is changed there is judged at synth as all else. */
  readonly deployment: kplus.Deployment;

  constructor(scope: Construct, id: string, props: DeploymentProps) {
    super(scope, id, props);
    this.deployment = new kplus.Deployment(this, 'Deployment', {
      ...this.plusProps(props),
      replicas: props.replicas ?? 2,
      // A new copy serves before an old one ends.
      strategy: kplus.DeploymentStrategy.rollingUpdate({
        maxSurge: kplus.PercentOrAbsolute.percent(25),
        maxUnavailable: kplus.PercentOrAbsolute.absolute(0),
      }),
    });
    this.deployment.select(kplus.LabelSelector.of({ labels: { ...this.podLabels } }));
    const pod = '/spec/template/spec';
    this.harden(this.deployment, pod, props, [
      JsonPatch.add(`${pod}/topologySpreadConstraints`, topologySpread(this.podLabels, 'pod-template-hash')),
    ]);
    if ((props.replicas ?? 2) > 1) disruptionBudget(this);
  }

  /** @see kplus.IScalable */
  get hasAutoscaler(): boolean {
    return this.deployment.hasAutoscaler;
  }

  /** @see kplus.IScalable */
  markHasAutoscaler(): void {
    this.deployment.markHasAutoscaler();
  }

  /** @see kplus.IScalable */
  toScalingTarget(): kplus.ScalingTarget {
    return this.deployment.toScalingTarget();
  }
}
