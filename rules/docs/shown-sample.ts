import { isDeepStrictEqual } from 'node:util';
import { hardenedContainer, hardenedPod } from '../hardened';
import type { JsonObject, Rule, Sample } from '../rule';
import { cloudKeys, fakeToken, serviceTokens } from '../token-shapes';

/**
 * A sample as YAML, short enough for a page: of a pod, and of one in a workload, only what differs from one that breaks no
 * rule.
 *
 * @returns undefined for a pod that does not differ.
 */
export function shownSample(rule: Rule, sample: Sample<unknown>): string | undefined {
  const given = rule.on === 'pod' || rule.on === 'container' ? podChange(sample) : withPodChange(sample.given);
  if (given === undefined) return undefined;
  // Loaded when it is needed: writing these pages is the one thing in this part that writes YAML.
  const { stringify } = require('yaml') as typeof import('yaml');
  const text = stringify(JSON.parse(JSON.stringify(given)), { lineWidth: 0, aliasDuplicateObjects: false });
  // A made-up token must not stand in a page either: scanners cannot know that it opens nothing.
  return [...cloudKeys, ...serviceTokens].reduce(
    (masked, shape) => masked.replaceAll(fakeToken(shape), `${shape.prefix}…`),
    text,
  );
}

function podChange({ given, podMetadata }: Sample<unknown>): JsonObject | undefined {
  const spec = changeOf(hardenedPod(), given as JsonObject);
  const change = { ...(podMetadata === undefined ? {} : { metadata: podMetadata }), ...(spec ? { spec } : {}) };
  return Object.keys(change).length === 0 ? undefined : change;
}

/** An object with a pod template, with what differs in the pod only; any other value as it is. */
function withPodChange(given: unknown): unknown {
  if (!isObject(given)) return given;
  const { spec } = given;
  const template = isObject(spec) ? spec.template : undefined;
  if (!isObject(template) || !isObject(template.spec) || !Array.isArray(template.spec.containers)) return given;
  const change = changeOf(hardenedPod(), template.spec) ?? {};
  return { ...given, spec: { ...(spec as JsonObject), template: { ...template, spec: change } } };
}

const lists = ['containers', 'initContainers', 'ephemeralContainers'];

/** What of `value` is not as in `base`; what `base` alone has is null. */
function changeOf(base: JsonObject, value: JsonObject): JsonObject | undefined {
  const change: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(base), ...Object.keys(value)])) {
    const [before, after] = [base[key], value[key]];
    if (isDeepStrictEqual(before, after)) continue;
    if (after === undefined) change[key] = null;
    else if (lists.includes(key) && Array.isArray(after)) change[key] = after.map(containerChange);
    else change[key] = isObject(before) && isObject(after) ? changeOf(before, after) : after;
  }
  return Object.keys(change).length === 0 ? undefined : change;
}

function containerChange(container: JsonObject): JsonObject {
  return { name: container.name, ...changeOf(hardenedContainer({ name: container.name }), container) };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
