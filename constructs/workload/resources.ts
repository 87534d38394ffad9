import type { Problem } from '../construct-error';
import { parseQuantity, quantities, quantityProblems } from '../quantity';

/** What a container is sure to get, and at most gets. */
export interface Resources {
  /** CPU that it is sure to get, in cores: a Kubernetes quantity such as `100m` or `2`. */
  readonly cpu: string;
  /**
   * CPU that it gets at most.
   *
   * @default - what the node has to spare: a limit on CPU slows a program down without need, and its neighbours have
   * what they asked for
   */
  readonly cpuLimit?: string;
  /** Memory that it is sure to get, in bytes: a Kubernetes quantity such as `128Mi`. */
  readonly memory: string;
  /**
   * Memory beyond which it is killed.
   *
   * @default - the same as `memory`, so that no node promises more than it has
   */
  readonly memoryLimit?: string;
  /**
   * Disk for logs and for the files that it writes, beyond which its pod is evicted. Its writable paths are added to
   * it.
   *
   * @default '64Mi' - logs until the kubelet turns them
   */
  readonly ephemeralStorage?: string;
}

/** Disk for a container's logs, unless it says otherwise. */
export const defaultEphemeralStorage = '64Mi';

/** `resources` of a container in a pod spec. `scratch` is the sum of its writable paths on disk, in bytes. */
export function resourceRequirements(resources: Resources, scratch: number) {
  const { cpu, cpuLimit, memory, memoryLimit = memory, ephemeralStorage = defaultEphemeralStorage } = resources;
  const storage = scratch === 0 ? ephemeralStorage : sum(ephemeralStorage, scratch);
  return {
    requests: quantities({ cpu, memory, 'ephemeral-storage': storage }),
    limits: quantities({
      ...(cpuLimit !== undefined && { cpu: cpuLimit }),
      memory: memoryLimit,
      'ephemeral-storage': storage,
    }),
  };
}

function sum(quantity: string, bytes: number): string {
  const all = (parseQuantity(quantity) ?? 0) + bytes;
  const mebi = 2 ** 20;
  return all % mebi === 0 ? `${all / mebi}Mi` : String(Math.ceil(all));
}

/** What is wrong with the resources of a container. */
export function resourceProblems(property: string, resources: Resources): Problem[] {
  const { cpu, cpuLimit, memory, memoryLimit, ephemeralStorage } = resources;
  return [
    ...quantityProblems(`${property}resources.cpu`, cpu, '100m'),
    ...quantityProblems(`${property}resources.memory`, memory, '128Mi'),
    ...(ephemeralStorage === undefined
      ? []
      : quantityProblems(`${property}resources.ephemeralStorage`, ephemeralStorage, '64Mi')),
    ...limitProblems(`${property}resources.cpuLimit`, cpuLimit, cpu),
    ...limitProblems(`${property}resources.memoryLimit`, memoryLimit, memory),
  ];
}

function limitProblems(property: string, limit: string | undefined, request: string): Problem[] {
  if (limit === undefined) return [];
  const problems = quantityProblems(property, limit, request);
  if (problems.length > 0) return problems;
  if ((parseQuantity(limit) ?? 0) >= (parseQuantity(request) ?? 0)) return [];
  return [{ found: `${property} is '${limit}', less than what is asked for`, write: `Write at least '${request}'` }];
}
