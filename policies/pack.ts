import {
  type AwsRule,
  Evaluator,
  type JsonObject,
  type KubernetesRule,
  type Rule,
  type StackRule,
} from '@palisade/rules';
import {
  type EnforcementLevel,
  type Policies,
  type Policy,
  type PolicyResource,
  type ResourceValidation,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationPolicy,
  validateResourceOfType,
} from '@pulumi/policy';
import { objectOf } from './kubernetes';
import { oncePerRequest } from './once-per-request';
import { plainCopy } from './plain-copy';
import { frameworkOf, urlOf } from './references';
import { type Stack, stackOf } from './stack';
import { violationOf } from './violation';

/** What a broken rule does to a preview, unless the pack's config says otherwise for that rule. */
const levels: Readonly<Record<Rule['severity'], EnforcementLevel>> = {
  critical: 'mandatory',
  high: 'mandatory',
  medium: 'advisory',
  low: 'advisory',
};

/**
 * The Pulumi policies of some rules, one each, of the rule's name and in the same order.
 *
 * `critical` and `high` rules are mandatory, `medium` and `low` ones advisory. The pack's config changes that rule by rule
 * (`--policy-pack-config FILE` with `{ "no-host-pid": "advisory", "eks-zonal-shift": "disabled" }`).
 *
 * A value that a preview cannot know yet leaves those rules undecided whose verdict hangs on it: the engine says so, and
 * asks again in the update, when the value is known.
 *
 * @throws CelCompileError naming the rule, where one does not compile.
 */
export function policiesOf(rules: readonly Rule[]): Policies {
  const inputsOf = oncePerRequest(itself, ({ props }) => plainCopy(props));
  const declared = new Map<string, JsonObject>();
  const objectIn = oncePerRequest(itself, ({ type, urn, props }) => {
    const object = objectOf(type, plainCopy(props));
    declared.set(urn, object);
    return object;
  });
  const stackIn = oncePerRequest(
    (given: readonly PolicyResource[]) => given[0],
    (given) => stackOf(given, declared),
  );
  return rules.map((rule) => {
    if (rule.on === 'aws') return awsPolicy(rule, inputsOf);
    if (rule.on === 'stack') return stackPolicy(rule, stackIn);
    return kubernetesPolicy(rule, objectIn);
  });
}

function itself(args: ResourceValidationArgs): ResourceValidationArgs {
  return args;
}

type Prepared = (args: ResourceValidationArgs) => JsonObject;

function awsPolicy(rule: AwsRule, inputsOf: Prepared): ResourceValidationPolicy {
  const evaluator = new Evaluator([rule]);
  const [only, ...more] = rule.types;
  const validate: ResourceValidation = (args, report) => {
    if (!rule.types.includes(args.type)) return;
    for (const finding of evaluator.aws({ type: args.type, inputs: inputsOf(args) })) report(violationOf(finding));
  };
  return { ...headerOf(rule), validateResource: more.length === 0 ? onlyFor(only, validate) : validate };
}

function kubernetesPolicy(rule: KubernetesRule, objectIn: Prepared): ResourceValidationPolicy {
  const evaluator = new Evaluator([rule]);
  return {
    ...headerOf(rule),
    // To return costs a third of calling notApplicable, which throws, and would do so for most rules and resources.
    validateResource: (args, report) => {
      if (!args.type.startsWith('kubernetes:')) return;
      for (const finding of evaluator.kubernetes(objectIn(args))) report(violationOf(finding));
    },
  };
}

function stackPolicy(rule: StackRule, stackIn: (given: readonly PolicyResource[]) => Stack): StackValidationPolicy {
  const evaluator = new Evaluator([rule]);
  return {
    ...headerOf(rule),
    validateStack: (args, report) => {
      const { resources, urnOf } = stackIn(args.resources);
      for (const finding of evaluator.stack(resources)) {
        report(violationOf(finding), finding.resource && urnOf(finding.resource));
      }
    },
  };
}

/** Lets the SDK skip resources of other types before it copies them, which is most of what a policy costs. */
function onlyFor(token: string, validate: ResourceValidation): ResourceValidation {
  const ofToken = Object.assign(class {}, { __pulumiType: token }) as unknown as Parameters<
    typeof validateResourceOfType
  >[0];
  return validateResourceOfType(ofToken, (_, args, report) => validate(args, report));
}

function headerOf(rule: Rule): Policy {
  const framework = frameworkOf(rule.references, rule.title);
  return {
    name: rule.id,
    displayName: rule.title,
    description: `${rule.title}.`,
    enforcementLevel: levels[rule.severity],
    severity: rule.severity,
    tags: [subjectOf(rule), ...new Set(rule.references.map(({ standard }) => standard))],
    remediationSteps: rule.remediation,
    url: urlOf(rule.references[0]),
    ...(framework && { framework }),
  };
}

function subjectOf(rule: Rule): string {
  return rule.on === 'aws' || rule.on === 'stack' ? rule.on : 'kubernetes';
}
