import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Problem } from '../construct-error';

/** Between how many copies there are, by what they use. */
export interface Scale {
  /** Least number of copies, at least 1; from 2 on one can be taken away. */
  readonly min: number;
  /** Most copies, more than `min`. */
  readonly max: number;
  /**
   * CPU that copies use on average, in percent of what they ask for: above it, there are more.
   *
   * @default 70 - where `memory` is not said either
   */
  readonly cpu?: number;
  /**
   * Memory that copies use on average, in percent of what they ask for. Only for programs that give memory back.
   *
   * @default - not looked at
   */
  readonly memory?: number;
}

/** Number of copies: fixed, or between two numbers. */
export type Copies =
  | {
      /**
       * Number of copies.
       *
       * @default 2 - so that one can be taken away
       */
      readonly replicas?: number;
      readonly scale?: never;
    }
  | {
      readonly replicas?: never;
      /** Between how many copies there are. An autoscaler decides. */
      readonly scale: Scale;
    };

/** What is scaled. */
interface Scaled extends Construct {
  readonly name: string;
  readonly namespace: string;
  readonly podLabels: Readonly<Record<string, string>>;
}

/** The HorizontalPodAutoscaler of a workload. */
export function autoscaler(workload: Scaled, kind: 'Deployment' | 'StatefulSet', scale: Scale) {
  const { name, namespace, podLabels } = workload;
  const { min, max, memory, cpu = memory === undefined ? 70 : undefined } = scale;
  const metric = (resource: string, percent: number | undefined) =>
    percent === undefined
      ? []
      : [
          {
            type: 'Resource',
            resource: { name: resource, target: { type: 'Utilization', averageUtilization: percent } },
          },
        ];
  return new k8s.KubeHorizontalPodAutoscalerV2(workload, 'Autoscaler', {
    metadata: { name, namespace, labels: { ...podLabels } },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind, name },
      minReplicas: min,
      maxReplicas: max,
      metrics: [...metric('cpu', cpu), ...metric('memory', memory)],
    },
  });
}

/** What is wrong with a number of copies. */
export function copiesProblems({ replicas, scale }: Copies): Problem[] {
  const found: Problem[] = [];
  if (replicas !== undefined && (!Number.isInteger(replicas) || replicas < 1)) {
    found.push({ found: `replicas is ${replicas}`, write: 'Write a whole number of at least 1' });
  }
  if (scale === undefined) return found;
  const { min, max, cpu, memory } = scale;
  if (!Number.isInteger(min) || !Number.isInteger(max) || min < 1 || max <= min) {
    found.push({
      found: `scale is from ${min} to ${max}`,
      write: 'Write whole numbers: min of at least 1, and max of more than that',
    });
  }
  for (const [name, percent] of Object.entries({ cpu, memory })) {
    if (percent === undefined || (Number.isInteger(percent) && percent >= 1 && percent <= 100)) continue;
    found.push({ found: `scale.${name} is ${percent}`, write: 'Write percent of what is asked for, from 1 to 100' });
  }
  return found;
}
