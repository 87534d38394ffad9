import {
  type AwsRule,
  Evaluator,
  type Finding,
  type Fix,
  type JsonObject,
  type KubernetesRule,
  podKinds,
  type Waivers,
} from '@palisade/rules';
import type { ResourceRemediation } from '@pulumi/policy';
import { objectOf } from './kubernetes';
import { mergeInto } from './merge';
import { plainCopy } from './plain-copy';

const lists = ['containers', 'initContainers', 'ephemeralContainers'] as const;

/**
 * What changes a resource so that it no longer breaks a rule, for rules with a fix. It is made where the rule is broken,
 * where no waiver says to leave the resource alone, and only where the whole resource passes the rule afterwards.
 */
export function remedyOf(rule: AwsRule | KubernetesRule, waivers: Waivers): ResourceRemediation | undefined {
  const { fix } = rule;
  if (fix === undefined) return undefined;
  const subject = rule.on === 'aws' ? awsSubject(rule, fix) : kubernetesSubject(rule, fix);
  return ({ type, urn, props }) => {
    if (!subject.isAbout(type)) return undefined;
    const copy = subject.of(type, props);
    const found = subject.judge(type, copy);
    if (found.length === 0 || found.some(({ erred }) => erred)) return undefined;
    if (waivers.covers(rule, { urn, ...(rule.on === 'aws' ? {} : { object: copy }) })) return undefined;
    const patch = subject.patch(copy);
    if (patch === undefined) return undefined;
    mergeInto(copy, patch);
    if (subject.judge(type, copy).length > 0) return undefined;
    mergeInto(props, patch);
    return props;
  };
}

/** How a fix goes about one sort of resource. */
interface Subject {
  readonly isAbout: (type: string) => boolean;
  /** A copy that may be changed. */
  readonly of: (type: string, props: JsonObject) => JsonObject;
  readonly judge: (type: string, copy: JsonObject) => Finding[];
  readonly patch: (copy: JsonObject) => JsonObject | undefined;
}

function awsSubject(rule: AwsRule, fix: Fix): Subject {
  const evaluator = new Evaluator([rule]);
  return {
    isAbout: (type) => rule.types.includes(type),
    of: (_, props) => plainCopy(props),
    judge: (type, inputs) => evaluator.aws({ type, inputs }),
    patch: (inputs) => fix.patch(inputs, inputs),
  };
}

function kubernetesSubject(rule: KubernetesRule, fix: Fix): Subject {
  const evaluator = new Evaluator([rule]);
  return {
    isAbout: (type) => type.startsWith('kubernetes:'),
    of: (type, props) => objectOf(type, plainCopy(props)),
    judge: (_, object) => evaluator.kubernetes(object),
    patch: (object) => {
      if (rule.on === 'object') return fix.patch(object, object);
      const template = podKinds.find(({ kind }) => kind === object.kind)?.template;
      if (template === undefined) return undefined;
      const holder = template.reduce((held, step) => held[step] as JsonObject, object);
      const spec = holder.spec as JsonObject;
      const patch = rule.on === 'pod' ? fix.patch(spec, spec) : ofContainers(fix, holder, evaluator);
      return patch && [...template, 'spec'].reduceRight<JsonObject>((inner, step) => ({ [step]: inner }), patch);
    },
  };
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
