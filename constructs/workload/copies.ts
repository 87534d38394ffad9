import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';

/**
 * `topologySpreadConstraints` of a pod spec: copies stand in different zones and on different nodes. Where this cannot
 * be had, a copy that stands badly is better than none.
 *
 * @param hash label that tells the pods of one version from those of another, so that a rollout counts the new ones
 * alone
 */
export function topologySpread(podLabels: Readonly<Record<string, string>>, hash?: string) {
  return ['topology.kubernetes.io/zone', 'kubernetes.io/hostname'].map((topologyKey) => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: podLabels },
    ...(hash !== undefined && { matchLabelKeys: [hash] }),
  }));
}

/** What a disruption budget must know of a workload. */
interface Copies extends Construct {
  readonly name: string;
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
}

/** Lets drains of nodes and autoscalers take away one copy at a time. One that is not ready anyway blocks nothing. */
export function disruptionBudget(workload: Copies): k8s.KubePodDisruptionBudget {
  return new k8s.KubePodDisruptionBudget(workload, 'DisruptionBudget', {
    metadata: { name: workload.name, namespace: workload.namespace, labels: { ...workload.podLabels } },
    spec: {
      maxUnavailable: k8s.IntOrString.fromNumber(1),
      selector: { matchLabels: { ...workload.podLabels } },
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  });
}
