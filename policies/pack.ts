import {
  type AwsRule,
  Evaluator,
  type Finding,
  type JsonObject,
  type KubernetesRule,
  type Rule,
  type StackRule,
  Waivers,
  type WaiverTarget,
} from '@palisade/rules';
import {
  type Policies,
  type Policy,
  type PolicyResource,
  type ReportViolation,
  type ResourceValidation,
  type ResourceValidationArgs,
  type StackValidation,
  validateResourceOfType,
} from '@pulumi/policy';
import { objectOf } from './kubernetes';
import { type Levels, levelOf } from './levels';
import { oncePerRequest } from './once-per-request';
import { plainCopy } from './plain-copy';
import { frameworkOf, urlOf } from './references';
import { remedyOf } from './remedy';
import { type Stack, stackOf } from './stack';
import { violationOf, waivedLine } from './violation';

export type { Framework } from './frameworks';
export type { Level, Levels } from './levels';

/** How {@link policiesOf} makes policies. */
export interface PolicyOptions {
  /** @default as {@link levelOf} says */
  readonly levels?: Levels;
  /** What is let through. @default nothing is */
  readonly waivers?: Waivers;
  /** Is told of each finding that a waiver lets through. @default console.log, which the engine shows as information */
  readonly onWaived?: (line: string) => void;
}

/**
 * The Pulumi policies of some rules, one each, of the rule's name and in the same order.
 *
 * A level given here is where a policy starts from: Pulumi's own config of a pack (`--policy-pack-config FILE` with
 * `{ "no-host-pid": "advisory", "eks-zonal-shift": "disabled" }`) has the last word.
 *
 * A value that a preview cannot know yet leaves those rules undecided whose verdict hangs on it: the engine says so, and
 * asks again in the update, when the value is known.
 *
 * @throws CelCompileError naming the rule, where one does not compile.
 */
export function policiesOf(
  rules: readonly Rule[],
  { levels = {}, waivers = Waivers.none, onWaived = console.log }: PolicyOptions = {},
): Policies {
  const reporterFor = waiving(waivers, onWaived);
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
    const header = { ...headerOf(rule), enforcementLevel: levelOf(rule, levels) };
    const report = reporterFor(rule);
    if (rule.on === 'stack') return { ...header, ...stackPolicy(rule, stackIn, report) };
    const remediateResource = remedyOf(rule, waivers);
    const validation = rule.on === 'aws' ? awsPolicy(rule, inputsOf, report) : kubernetesPolicy(rule, objectIn, report);
    return { ...header, ...validation, ...(remediateResource && { remediateResource }) };
  });
}

function itself(args: ResourceValidationArgs): ResourceValidationArgs {
  return args;
}

/** Reports a finding to the engine, unless a waiver covers what it is on. */
type Reporter = (finding: Finding, target: WaiverTarget, report: ReportViolation) => void;

function waiving(waivers: Waivers, onWaived: (line: string) => void): (rule: Rule) => Reporter {
  return (rule) => (finding, target, report) => {
    const waiver = waivers.covers(rule, target);
    if (waiver === undefined) report(violationOf(finding), target.urn);
    else onWaived(waivedLine(finding, waiver, target.urn));
  };
}

type Prepared = (args: ResourceValidationArgs) => JsonObject;

function awsPolicy(rule: AwsRule, inputsOf: Prepared, report: Reporter) {
  const evaluator = new Evaluator([rule]);
  const [only, ...more] = rule.types;
  const validate: ResourceValidation = (args, engine) => {
    const { type, urn } = args;
    if (!rule.types.includes(type)) return;
    for (const finding of evaluator.aws({ type, inputs: inputsOf(args) })) report(finding, { urn }, engine);
  };
  return { validateResource: more.length === 0 ? onlyFor(only, validate) : validate };
}

function kubernetesPolicy(rule: KubernetesRule, objectIn: Prepared, report: Reporter) {
  const evaluator = new Evaluator([rule]);
  // To return costs a third of calling notApplicable, which throws, and would do so for most rules and resources.
  const validateResource: ResourceValidation = (args, engine) => {
    if (!args.type.startsWith('kubernetes:')) return;
    const object = objectIn(args);
    for (const finding of evaluator.kubernetes(object)) {
      report(finding, { urn: args.urn, object: finding.resource?.props ?? object }, engine);
    }
  };
  return { validateResource };
}

function stackPolicy(rule: StackRule, stackIn: (given: readonly PolicyResource[]) => Stack, report: Reporter) {
  const evaluator = new Evaluator([rule]);
  const validateStack: StackValidation = (args, engine) => {
    const { resources, urnOf } = stackIn(args.resources);
    for (const finding of evaluator.stack(resources)) {
      const urn = finding.resource && urnOf(finding.resource);
      report(finding, { object: finding.resource?.props, ...(urn === undefined ? {} : { urn }) }, engine);
    }
  };
  return { validateStack };
}

/** Lets the SDK skip resources of other types before it copies them, which is most of what a policy costs. */
function onlyFor(token: string, validate: ResourceValidation): ResourceValidation {
  const ofToken = Object.assign(class {}, { __pulumiType: token }) as unknown as Parameters<
    typeof validateResourceOfType
  >[0];
  return validateResourceOfType(ofToken, (_, args, report) => validate(args, report));
}

function headerOf(rule: Rule): Omit<Policy, 'enforcementLevel'> {
  const framework = frameworkOf(rule.references, rule.title);
  return {
    name: rule.id,
    displayName: rule.title,
    description: `${rule.title}.`,
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
