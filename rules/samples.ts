import { hardenedContainer } from './hardened';
import { type PodKind, podKinds } from './pods';
import type { BadSample, JsonObject, KubernetesRule, Sample } from './rule';

/** A sample as a whole Kubernetes object. */
export interface SampleObject {
  /** The sample's name, with the kind and the place of its containers. */
  readonly name: string;
  readonly object: JsonObject;
  /** `ephemeralcontainers`: reaches an API server only as an update of that subresource of an existing pod. */
  readonly via: 'create' | 'ephemeralcontainers';
  /** The text of the finding; undefined for a good sample. */
  readonly message: string | undefined;
  /** Ids of further rules that it breaks. */
  readonly also: readonly string[];
}

/**
 * Every sample of a rule as whole objects, in the order of the samples: a pod sample in every kind that holds a pod,
 * and one about containers also as init containers and as ephemeral ones. The objects are valid to an API server that
 * allows privileged containers and has the namespace `sample` with the service accounts `app` and `worker` in it; only
 * the bad samples of `no-unmasked-proc` are refused by the API server itself, whatever the policies say.
 */
export function samplesAsObjects(rule: KubernetesRule): SampleObject[] {
  const samples: readonly (Sample<JsonObject> | BadSample<JsonObject>)[] = [...rule.samples.good, ...rule.samples.bad];
  return samples.flatMap((sample) => {
    const also = 'also' in sample ? (sample.also ?? []) : [];
    const verdict = { message: 'message' in sample ? sample.message : undefined, also };
    if (rule.on === 'object') return [{ name: sample.name, object: sample.given, via: 'create', ...verdict }];
    const objects: SampleObject[] = [];
    for (const podKind of podKinds) {
      const wrap = (podSpec: JsonObject) => wholeObject(podKind, podSpec, sample.podMetadata);
      objects.push({ name: `${sample.name} (${podKind.kind})`, object: wrap(sample.given), via: 'create', ...verdict });
      if (rule.on !== 'container' || sample.atPodLevel) continue;
      const name = `${sample.name} (${podKind.kind}, init container)`;
      objects.push({ name, object: wrap(asInit(sample.given)), via: 'create', ...verdict });
      const ephemeral = podKind.kind === 'Pod' && !sample.podMetadata ? asEphemeral(sample.given) : undefined;
      if (ephemeral === undefined) continue;
      const object = wrap(ephemeral);
      objects.push({ name: `${sample.name} (ephemeral container)`, object, via: 'ephemeralcontainers', ...verdict });
    }
    return objects;
  });
}

/** Puts a pod spec into an object of a kind, valid to an API server. */
export function wholeObject(
  { kind, group, template }: PodKind,
  podSpec: JsonObject,
  podMetadata: JsonObject = {},
): JsonObject {
  const apiVersion = group === '' ? 'v1' : `${group}/v1`;
  const identity = { name: 'sample', namespace: 'sample' };
  const labels = { app: 'sample' };
  if (kind === 'Pod') return { apiVersion, kind, metadata: { ...identity, labels, ...podMetadata }, spec: podSpec };
  const isBatch = group === 'batch';
  const pod = {
    metadata: { labels, ...podMetadata },
    spec: isBatch ? { restartPolicy: 'Never', ...podSpec } : podSpec,
  };
  if (kind === 'PodTemplate') return { apiVersion, kind, metadata: identity, template: pod };
  if (template.includes('jobTemplate')) {
    const jobTemplate = { spec: { activeDeadlineSeconds: 600, template: pod } };
    const spec = { schedule: '0 3 * * *', concurrencyPolicy: 'Forbid', jobTemplate };
    return { apiVersion, kind, metadata: identity, spec };
  }
  const selector = kind === 'ReplicationController' ? { app: 'sample' } : { matchLabels: labels };
  const spec = {
    ...(isBatch ? { activeDeadlineSeconds: 600 } : { selector }),
    ...(kind === 'StatefulSet' ? { serviceName: 'sample' } : {}),
    template: pod,
  };
  return { apiVersion, kind, metadata: identity, spec };
}

const onlyOfLongRunning = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'];

function containersOf(podSpec: JsonObject, field: string): JsonObject[] {
  return (podSpec[field] ?? []) as JsonObject[];
}

function asInit(podSpec: JsonObject): JsonObject {
  const moved = containersOf(podSpec, 'containers').map((container) =>
    // Probes and hooks are valid on init containers that keep running only.
    onlyOfLongRunning.some((field) => field in container) ? { ...container, restartPolicy: 'Always' } : container,
  );
  return {
    ...podSpec,
    initContainers: [...containersOf(podSpec, 'initContainers'), ...moved],
    containers: [mainOf(podSpec)],
  };
}

function asEphemeral(podSpec: JsonObject): JsonObject | undefined {
  const containers = containersOf(podSpec, 'containers');
  const refused = [...onlyOfLongRunning, 'ports'];
  if (containers.some((container) => refused.some((field) => field in container))) return undefined;
  const ephemeralContainers = containers.map(({ resources: _, ...container }) => container);
  return { ...podSpec, ephemeralContainers, containers: [mainOf(podSpec)] };
}

/** A container beside the moved ones, on the same operating system. */
function mainOf(podSpec: JsonObject): JsonObject {
  const isWindows = (podSpec.os as { name?: unknown } | undefined)?.name === 'windows';
  return hardenedContainer({ name: 'main', ...(isWindows ? { securityContext: undefined } : {}) });
}
