import {
  type AwsRule,
  Evaluator,
  type Finding,
  type Fix,
  type JsonObject,
  type KubernetesRule,
  kubernetesPatch,
  mergeInto,
  type Waivers,
} from '@palisade/rules';
import type { ResourceRemediation } from '@pulumi/policy';
import { objectOf } from './kubernetes';
import { plainCopy } from './plain-copy';

/**
 * What changes a resource so that it no longer breaks a rule, for rules with a fix. It is made where the rule is broken,
 * where no waiver says to leave the resource alone, and only where the whole resource passes the rule afterwards.
 */
export function remedyOf(rule: AwsRule | KubernetesRule, waivers: Waivers): ResourceRemediation | undefined {
  const { fix } = rule;
  if (fix === undefined) return undefined;
  const subject = rule.on === 'aws' ? awsSubject(rule, fix) : kubernetesSubject(rule);
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

function kubernetesSubject(rule: KubernetesRule): Subject {
  const evaluator = new Evaluator([rule]);
  return {
    isAbout: (type) => type.startsWith('kubernetes:'),
    of: (type, props) => objectOf(type, plainCopy(props)),
    judge: (_, object) => evaluator.kubernetes(object),
    patch: (object) => kubernetesPatch(rule, object, evaluator),
  };
}
