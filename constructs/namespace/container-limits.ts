import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { quantities, smallerQuantity } from '../quantity';

/** Bounds of one container. */
export interface LargestContainer {
  /** Cores, a Kubernetes quantity. */
  readonly cpu: string;
  /** Bytes, a Kubernetes quantity. */
  readonly memory: string;
}

/** The largest container of a namespace unless it says otherwise. */
export const defaultLargestContainer: LargestContainer = { cpu: '4', memory: '8Gi' };

/**
 * What a container gets that does not ask, or the namespace's largest container where that is smaller. Of CPU it may use as
 * much as the largest: a smaller limit would turn away every container that asks for more and, rightly, names no limit.
 */
export const containerDefaults = {
  requests: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '128Mi' },
  limits: { memory: '256Mi', 'ephemeral-storage': '1Gi' },
};

/** Properties of {@link ContainerLimits}. */
export interface ContainerLimitsProps {
  /** Name of the namespace whose containers are bounded. */
  readonly namespace: string;
  /**
   * More than this no container may have as its limit.
   *
   * @default { cpu: '4', memory: '8Gi' }
   */
  readonly largestContainer?: LargestContainer;
}

/**
 * A limit range for the containers of a namespace: requests and limits for those that name none, and a maximum for all.
 *
 * @see https://kubernetes.io/docs/concepts/policy/limit-range/
 */
export class ContainerLimits extends k8s.KubeLimitRange {
  constructor(scope: Construct, id: string, props: ContainerLimitsProps) {
    const { cpu, memory } = props.largestContainer ?? defaultLargestContainer;
    // The API server refuses defaults that exceed the maximum.
    const atMost = (amounts: typeof containerDefaults.requests) =>
      quantities({
        ...amounts,
        cpu: smallerQuantity(amounts.cpu, cpu),
        memory: smallerQuantity(amounts.memory, memory),
      });
    super(scope, id, {
      metadata: { name: 'containers', namespace: props.namespace },
      spec: {
        limits: [
          {
            type: 'Container',
            defaultRequest: atMost(containerDefaults.requests),
            default: atMost({ cpu, ...containerDefaults.limits }),
            max: quantities({ cpu, memory }),
          },
        ],
      },
    });
  }
}
