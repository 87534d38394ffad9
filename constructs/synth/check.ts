import {
  Evaluator,
  type Finding,
  kubernetesRules,
  type Rule,
  type Severity,
  type StackResource,
  stackRules,
  type Waiver,
  Waivers,
} from '@palisade/rules';
import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { allowedRegistries } from '../baseline/allowed-registries';
import { type ApiObjectJson, byApplyOrder, objectName } from './apply-order';
import { printable } from './printable';

/** An object that breaks a rule of the catalogue. */
export interface Violation {
  /** Path of the construct that made the object. */
  readonly path: string;
  /** The object, such as `Deployment payments/api`. */
  readonly object: string;
  /** Id of the rule. */
  readonly rule: string;
  /** How bad it is. */
  readonly severity: Severity;
  /** What the rule found, as its message says it. */
  readonly found: string;
  /** What to write instead. */
  readonly write: string;
}

/** Everything that the check at synth refused, in one error: two lines each. */
export class CheckError extends Error {
  /** What was refused: critical and high ones. */
  readonly violations: readonly Violation[];

  constructor(violations: readonly Violation[]) {
    const lines = violations.map(
      ({ path, object, rule, severity, found, write }) =>
        `${printable(`${path} (${object}): ${sentence(found)} [${rule}, ${severity}]`)}\n  ${sentence(write)}`,
    );
    const count = violations.length === 1 ? 'one violation' : `${violations.length} violations`;
    super(`The catalogue refuses ${count}:\n${lines.join('\n')}`);
    this.name = 'CheckError';
    this.violations = violations;
  }
}

/** Severities that stop a synth. The others are advice. */
const refused: readonly Severity[] = ['critical', 'high'];

/** Of stack rules the samples tell what they are about. */
const kubernetesStackRules = stackRules.filter(({ samples }) =>
  samples.bad.some(({ given }) => given.some(({ type }) => type.startsWith('kubernetes:'))),
);

/** The rules that an app is held to: all about Kubernetes in the catalogue, and those of its cluster. */
export function rulesFor(registries: readonly string[]): Rule[] {
  const [first, ...others] = registries;
  return [
    ...kubernetesRules,
    ...kubernetesStackRules,
    ...(first === undefined ? [] : allowedRegistries([first, ...others])),
  ];
}

let compiled: { readonly registries: string; readonly evaluator: Evaluator } | undefined;

/** An evaluator of {@link rulesFor}. Compiling takes longer than judging a hundred objects, so the last one is kept. */
export function evaluatorFor(registries: readonly string[]): Evaluator {
  const key = registries.join(' ');
  if (compiled?.registries !== key) compiled = { registries: key, evaluator: new Evaluator(rulesFor(registries)) };
  return compiled.evaluator;
}

/**
 * The objects of every construct at or below `scope`, as plain JSON in the order to apply them ({@link byApplyOrder}),
 * after the whole catalogue was run over them, whoever made them.
 *
 * @throws CheckError where any object breaks a rule that is critical or high
 * @throws Error where a construct calls itself invalid, or two constructs make the same object
 */
export function checkedObjects(scope: IConstruct): ApiObjectJson[] {
  return objectsCheckedBy(evaluatorFor([]), scope);
}

/** {@link checkedObjects} with other rules than the catalogue's: for tests. */
export function objectsCheckedBy(evaluator: Evaluator, scope: IConstruct): ApiObjectJson[] {
  const constructs = scope.node.findAll();
  validate(constructs);
  const made = madeBy(constructs.filter(ApiObject.isApiObject));
  const { violations } = judge(made, { evaluator, waivers: Waivers.none, whole: scope.node.path });
  if (violations.length > 0) throw new CheckError(violations);
  return made.map(({ object }) => object).sort(byApplyOrder);
}

/** Asks every construct whether it calls itself invalid. @throws Error with all answers, a line each */
export function validate(constructs: readonly IConstruct[]): void {
  const invalid = constructs.flatMap((one) => one.node.validate().map((error) => `${one.node.path}: ${error}`));
  if (invalid.length > 0) throw new Error(invalid.join('\n'));
}

/** An object, and who made it. */
export interface Made {
  readonly construct: ApiObject;
  readonly object: ApiObjectJson;
}

/**
 * Turns constructs into plain JSON, each of them once.
 *
 * @throws Error where two make the same object: of two manifests for one object the cluster keeps that which comes last
 */
export function madeBy(constructs: readonly ApiObject[]): Made[] {
  const first = new Map<string, ApiObject>();
  return constructs.map((construct) => {
    const object = construct.toJson() as ApiObjectJson;
    const key = `${object.apiVersion} ${objectName(object)}`;
    const before = first.get(key);
    if (before !== undefined) {
      const name = printable(objectName(object));
      throw new Error(
        `${construct.node.path}: ${name} is made by ${before.node.path} too. Give one of them another name, or, where they are for different clusters, each cluster an app.`,
      );
    }
    first.set(key, construct);
    return { construct, object };
  });
}

/** How {@link judge} judges. */
export interface JudgeOptions {
  readonly evaluator: Evaluator;
  readonly waivers: Waivers;
  /** Path that is named for what all objects together break. */
  readonly whole: string;
}

/** What the check at synth says about an app. */
export interface Verdict {
  /** What stops it: critical and high. */
  readonly violations: readonly Violation[];
  /** What does not: medium and low. */
  readonly advice: readonly Violation[];
  /** Waivers of objects that nothing was found on. */
  readonly unused: readonly Waiver[];
}

/** Holds objects against rules, each by itself and all together. */
export function judge(made: readonly Made[], { evaluator, waivers, whole }: JudgeOptions): Verdict {
  const constructs = new Map(made.map(({ construct, object }) => [object, construct]));
  const used = new Set<Waiver>();
  const found = findings(evaluator, [...constructs.keys()]).flatMap(({ object, finding }) => {
    const waiver = waiverOf(finding, object, waivers);
    if (waiver !== undefined) used.add(waiver);
    const path = (object && constructs.get(object)?.node.path) ?? whole;
    return waiver === undefined ? [violation(path, finding, object)] : [];
  });
  const stops = ({ severity }: Violation) => refused.includes(severity);
  return {
    violations: found.filter(stops),
    advice: found.filter((one) => !stops(one)),
    // Waivers of a stack's resources are for another gate.
    unused: waivers.all.filter((waiver) => waiver.select.urn === undefined && !used.has(waiver)),
  };
}

/** What one object breaks by itself and no waiver lets pass, of every severity. */
export function violationsIn({ construct, object }: Made, evaluator: Evaluator, waivers: Waivers): Violation[] {
  return evaluator
    .kubernetes(object)
    .filter((finding) => waiverOf(finding, object, waivers) === undefined)
    .map((finding) => violation(construct.node.path, finding, object));
}

function waiverOf(finding: Finding, object: ApiObjectJson | undefined, waivers: Waivers): Waiver | undefined {
  return waivers.covers(finding.rule, { object: subjectOf(finding, object) });
}

/** An item of a list has its own name, and is waived by it. */
function subjectOf({ resource }: Finding, object: ApiObjectJson | undefined): ApiObjectJson | undefined {
  return (resource?.props as ApiObjectJson | undefined) ?? object;
}

function violation(path: string, finding: Finding, object: ApiObjectJson | undefined): Violation {
  const subject = subjectOf(finding, object);
  return {
    path,
    object: subject === undefined ? 'all objects together' : objectName(subject),
    rule: finding.rule.id,
    severity: finding.rule.severity,
    found: finding.message,
    write: finding.rule.remediation,
  };
}

/** A finding and the object it is about. */
export interface FindingOn {
  /** Absent where a stack rule blames no single object, such as when it cannot judge. */
  readonly object: ApiObjectJson | undefined;
  readonly finding: Finding;
}

/** What rules find in objects, each by itself and all together, of every severity. */
export function findings(evaluator: Evaluator, objects: readonly ApiObjectJson[]): FindingOn[] {
  const alone = objects.flatMap((object) => evaluator.kubernetes(object).map((finding) => ({ object, finding })));
  const resources = new Map<StackResource, ApiObjectJson>(
    objects.flatMap((object) => itemsOf(object).map((item) => [stackResource(item), object] as const)),
  );
  const together = evaluator
    .stack([...resources.keys()])
    .map((finding) => ({ object: finding.resource && resources.get(finding.resource), finding }));
  return [...alone, ...together];
}

/** What an object brings to the cluster: a `List` brings its items. */
function itemsOf(object: ApiObjectJson): readonly ApiObjectJson[] {
  if (object.apiVersion !== 'v1' || object.kind !== 'List' || !Array.isArray(object.items)) return [object];
  return object.items.filter((item) => typeof item?.kind === 'string' && typeof item?.apiVersion === 'string');
}

// The form in which stack rules know Kubernetes objects: Pulumi's type token, and `namespace/name`.
function stackResource(object: ApiObjectJson): StackResource {
  const { name, namespace } = object.metadata ?? {};
  const version = object.apiVersion.includes('/') ? object.apiVersion : `core/${object.apiVersion}`;
  return {
    type: `kubernetes:${version}:${object.kind}`,
    name: namespace === undefined ? name : `${namespace}/${name}`,
    props: object,
  };
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return capital.endsWith('.') ? capital : `${capital}.`;
}
