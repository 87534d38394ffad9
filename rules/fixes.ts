import type { Evaluator } from './evaluator';
import { podKinds } from './pods';
import type { Fix, JsonObject, KubernetesRule } from './rule';

const lists = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/**
 * What to merge ({@link mergeInto}) into a Kubernetes object that breaks a rule, by the rule's own fix.
 *
 * @param evaluator Of this rule alone.
 * @returns undefined where nothing can be changed safely. What the object says otherwise may still break the rule
 * afterwards: judge it again.
 */
export function kubernetesPatch(
  rule: KubernetesRule,
  object: JsonObject,
  evaluator: Evaluator,
): JsonObject | undefined {
  const { fix } = rule;
  if (fix === undefined) return undefined;
  if (rule.on === 'object') return fix.patch(object, object);
  const template = podKinds.find(({ kind }) => kind === object.kind)?.template;
  if (template === undefined) return undefined;
  const holder = template.reduce((held, step) => held[step] as JsonObject, object);
  const spec = holder.spec as JsonObject;
  const patch = rule.on === 'pod' ? fix.patch(spec, spec) : ofContainers(fix, holder, evaluator);
  return patch && [...template, 'spec'].reduceRight<JsonObject>((inner, step) => ({ [step]: inner }), patch);
}

/** Only of those containers that break the rule: what another one says stays as it is. */
function ofContainers(fix: Fix, holder: JsonObject, evaluator: Evaluator): JsonObject | undefined {
  const spec = holder.spec as JsonObject;
  const patches: Record<string, JsonObject> = {};
  for (const list of lists) {
    const containers = (spec[list] ?? []) as readonly (JsonObject | null)[];
    for (const [index, given] of containers.entries()) {
      const container = given ?? {};
      if (evaluator.kubernetes(alone(holder, list, container)).length === 0) continue;
      const patch = fix.patch(container, spec);
      if (patch !== undefined) patches[list] = { ...patches[list], [index]: patch };
    }
  }
  return Object.keys(patches).length === 0 ? undefined : patches;
}

/** A pod with one of the containers. Descriptors are copied and no values: reading one that is not known yet would throw. */
function alone(holder: JsonObject, list: (typeof lists)[number], container: JsonObject): JsonObject {
  const own = { containers: [], initContainers: [], ephemeralContainers: [], [list]: [container] };
  const spec = Object.defineProperties({}, { ...described(holder.spec as JsonObject), ...described(own) });
  const pod = { apiVersion: 'v1', kind: 'Pod', spec };
  return Object.defineProperties({}, { ...described(holder), ...described(pod) });
}

function described(value: object): PropertyDescriptorMap {
  return Object.getOwnPropertyDescriptors(value);
}

/**
 * Merges a patch into a value, in place, so that what the value holds elsewhere (secrets, what is not known yet) is neither
 * read nor copied. Objects are merged, and an object into a list by index; all else replaces.
 */
export function mergeInto(target: object, patch: JsonObject): void {
  const held = target as Record<string, unknown>;
  for (const [key, value] of Object.entries(patch)) {
    const before = isObject(value) ? held[key] : undefined;
    if (isObject(value) && typeof before === 'object' && before !== null) mergeInto(before, value);
    else held[key] = value;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
