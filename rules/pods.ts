import type { JsonObject } from './rule';

/** One kind that holds a pod spec. */
export interface PodKind {
  readonly kind: string;
  readonly group: '' | 'apps' | 'batch';
  readonly plural: string;
  /** Where the pod template (or the pod itself) stands in the object. */
  readonly template: readonly string[];
}

/** Every built-in kind that holds a pod spec, sorted by group and kind. All of them are at `v1`. */
export const podKinds: readonly PodKind[] = [
  { kind: 'Pod', group: '', plural: 'pods', template: [] },
  { kind: 'PodTemplate', group: '', plural: 'podtemplates', template: ['template'] },
  { kind: 'ReplicationController', group: '', plural: 'replicationcontrollers', template: ['spec', 'template'] },
  { kind: 'DaemonSet', group: 'apps', plural: 'daemonsets', template: ['spec', 'template'] },
  { kind: 'Deployment', group: 'apps', plural: 'deployments', template: ['spec', 'template'] },
  { kind: 'ReplicaSet', group: 'apps', plural: 'replicasets', template: ['spec', 'template'] },
  { kind: 'StatefulSet', group: 'apps', plural: 'statefulsets', template: ['spec', 'template'] },
  { kind: 'CronJob', group: 'batch', plural: 'cronjobs', template: ['spec', 'jobTemplate', 'spec', 'template'] },
  { kind: 'Job', group: 'batch', plural: 'jobs', template: ['spec', 'template'] },
];

const byKind = new Map(podKinds.map((podKind) => [podKind.kind, podKind]));

/** What the `variables` of a pod rule hold. */
export interface PodVariables {
  readonly podSpec: unknown;
  readonly podMetadata: unknown;
  /** Containers, then init containers, then ephemeral ones. */
  readonly containers: readonly unknown[];
  /** The same without the ephemeral ones, which cannot ask for resources: the API server refuses them there. */
  readonly resourceContainers: readonly unknown[];
}

/** A pod spec that cannot be looked into, with what was found in its place. */
export interface NoPod {
  readonly problem: string;
}

/** Reads a property whatever the value is: undefined where there is none. */
export function property(value: unknown, key: string): unknown {
  if (value instanceof Map) return value.get(key);
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as JsonObject)[key]
    : undefined;
}

/** The API group of an object's `apiVersion`; `''` is the core group. */
export function groupOf(apiVersion: unknown): string {
  if (typeof apiVersion !== 'string') return '';
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Whether objects of a kind hold a pod spec. */
export function holdsPod(apiVersion: unknown, kind: string): boolean {
  return byKind.get(kind)?.group === groupOf(apiVersion);
}

/**
 * Finds the pod in an object.
 *
 * @returns undefined where the kind holds none; a {@link NoPod} where it should but what stands there is no pod.
 */
export function podIn(object: unknown): PodVariables | NoPod | undefined {
  const kind = property(object, 'kind');
  const podKind = typeof kind === 'string' ? byKind.get(kind) : undefined;
  if (podKind === undefined || groupOf(property(object, 'apiVersion')) !== podKind.group) return undefined;
  let template = object;
  for (const step of podKind.template) template = property(template, step);
  const podSpec = property(template, 'spec');
  const path = [...podKind.template, 'spec'].join('.');
  if (!isObject(podSpec)) return { problem: `${path} is ${nameOf(podSpec)}, not an object` };
  const containers: unknown[] = [];
  let ephemeral = 0;
  for (const field of ['containers', 'initContainers', 'ephemeralContainers']) {
    const list = property(podSpec, field);
    if (list === undefined) continue;
    if (!Array.isArray(list)) return { problem: `${path}.${field} is ${nameOf(list)}, not a list` };
    // A null in a list of containers is an empty container to the API server.
    for (const container of list) containers.push(container ?? {});
    if (field === 'ephemeralContainers') ephemeral = list.length;
  }
  const resourceContainers = ephemeral === 0 ? containers : containers.slice(0, -ephemeral);
  return { podSpec, podMetadata: property(template, 'metadata') ?? {}, containers, resourceContainers };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (value === undefined || value === null) return 'missing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
