import {
  type AwsResource,
  type AwsRule,
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
  type ResourceValidationPolicy,
  type StackValidation,
  type StackValidationPolicy,
} from '@pulumi/policy';
import { Judgements } from './judgements';
import { objectOf } from './kubernetes';
import { type Levels, levelOf } from './levels';
import { oncePerRequest } from './once-per-request';
import { plain } from './plain-copy';
import { frameworkOf, urlOf } from './references';
import { remedyOf } from './remedy';
import { type Stack, stackOf } from './stack';
import { madeOf } from './subjects';
import { violationOf, waivedLine } from './violation';

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
  const aws = new Judgements(rules.filter(isAboutAws), (evaluator, resource: AwsResource) => evaluator.aws(resource));
  const kubernetes = new Judgements(rules.filter(isAboutKubernetes), (evaluator, object: JsonObject) =>
    evaluator.kubernetes(object),
  );
  const stacks = new Judgements(rules.filter(isAboutStacks), (evaluator, { resources }: Stack) =>
    evaluator.stack(resources),
  );
  const resourceIn = oncePerRequest(itself, ({ type, props }): AwsResource => ({ type, inputs: plain(props) }));
  const declared = new Map<string, JsonObject>();
  const objectIn = oncePerRequest(itself, ({ type, urn, props }) => {
    const object = objectOf(type, plain(props));
    declared.set(urn, object);
    return object;
  });
  const stackIn = oncePerRequest(
    (given: readonly PolicyResource[]) => given[0],
    (given) => stackOf(given, declared),
  );

  function awsPolicy(rule: AwsRule, report: Reporter): Validation {
    const validateResource: ResourceValidation = (args, engine) => {
      const { type, urn } = args;
      if (!rule.types.includes(type)) return;
      for (const finding of aws.of(rule, resourceIn(args))) report(finding, { urn }, engine);
    };
    return { validateResource };
  }

  function kubernetesPolicy(rule: KubernetesRule, report: Reporter): Validation {
    // To return costs a third of calling notApplicable, which throws, and would do so for most rules and resources.
    const validateResource: ResourceValidation = (args, engine) => {
      if (!args.type.startsWith('kubernetes:')) return;
      const object = objectIn(args);
      for (const finding of kubernetes.of(rule, object)) {
        report(finding, { urn: args.urn, object: finding.resource?.props ?? object }, engine);
      }
    };
    return { validateResource };
  }

  function stackPolicy(rule: StackRule, report: Reporter): Pick<StackValidationPolicy, 'validateStack'> {
    const validateStack: StackValidation = (args, engine) => {
      const stack = stackIn(args.resources);
      for (const finding of stacks.of(rule, stack)) {
        const urn = finding.resource && stack.urnOf(finding.resource);
        report(finding, { object: finding.resource?.props, ...(urn === undefined ? {} : { urn }) }, engine);
      }
    };
    return { validateStack };
  }

  return rules.map((rule) => {
    const header = { ...headerOf(rule), enforcementLevel: levelOf(rule, levels) };
    const report = reporterFor(rule);
    if (rule.on === 'stack') return madeOf({ ...header, ...stackPolicy(rule, report) }, rule);
    const remediateResource = remedyOf(rule, waivers);
    const validation = rule.on === 'aws' ? awsPolicy(rule, report) : kubernetesPolicy(rule, report);
    return madeOf({ ...header, ...validation, ...(remediateResource && { remediateResource }) }, rule);
  });
}

type Validation = Pick<ResourceValidationPolicy, 'validateResource'>;

function isAboutAws(rule: Rule): rule is AwsRule {
  return rule.on === 'aws';
}

function isAboutStacks(rule: Rule): rule is StackRule {
  return rule.on === 'stack';
}

function isAboutKubernetes(rule: Rule): rule is KubernetesRule {
  return !isAboutAws(rule) && !isAboutStacks(rule);
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
