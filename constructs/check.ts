import {
  Evaluator,
  type Finding,
  kubernetesRules,
  type Severity,
  type StackResource,
  stackRules,
} from '@palisade/rules';
import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { type ApiObjectJson, byApplyOrder, objectName } from './apply-order';

/** An object that breaks a rule of the catalogue. */
export interface Violation {
  /** Path of the construct that made the object. */
  readonly path: string;
  /** The object, such as `Deployment payments/api`. */
  readonly object: string;
  /** Id of the rule. */
  readonly rule: string;
  readonly severity: Severity;
  readonly found: string;
  /** What to write instead. */
  readonly write: string;
}

/** Everything that the check at synth refused, in one error: two lines each. */
export class CheckError extends Error {
  readonly violations: readonly Violation[];

  constructor(violations: readonly Violation[]) {
    const lines = violations.map(
      ({ path, object, rule, severity, found, write }) =>
        `${path} (${object}): ${sentence(found)} [${rule}, ${severity}]\n  ${sentence(write)}`,
    );
    const count = violations.length === 1 ? 'one violation' : `${violations.length} violations`;
    super(`The catalogue refuses ${count}:\n${lines.join('\n')}`);
    this.name = 'CheckError';
    this.violations = violations;
  }
}

/** Severities that stop a synth. The others are advice, which `palisade check` shows. */
const refused: readonly Severity[] = ['critical', 'high'];

let catalogue: Evaluator | undefined;

/**
 * The objects of every construct at or below `scope`, as plain JSON in the order to apply them ({@link byApplyOrder}),
 * after the whole catalogue was run over them, whoever made them.
 *
 * @throws CheckError where any object breaks a rule that is critical or high
 * @throws Error where a construct calls itself invalid, or two constructs make the same object
 */
export function checkedObjects(scope: IConstruct): ApiObjectJson[] {
  catalogue ??= new Evaluator([...kubernetesRules, ...stackRules]);
  return objectsCheckedBy(catalogue, scope);
}

/** {@link checkedObjects} with other rules than the catalogue's: for tests. */
export function objectsCheckedBy(evaluator: Evaluator, scope: IConstruct): ApiObjectJson[] {
  const constructs = scope.node.findAll();
  const invalid = constructs.flatMap((one) => one.node.validate().map((error) => `${one.node.path}: ${error}`));
  if (invalid.length > 0) throw new Error(invalid.join('\n'));

  const paths = new Map<string, string>();
  const objects = constructs.filter(ApiObject.isApiObject).map((construct) => {
    const object = construct.toJson() as ApiObjectJson;
    const key = identity(object);
    const before = paths.get(key);
    if (before !== undefined) {
      throw new Error(
        `${construct.node.path}: ${objectName(object)} is made by ${before} too. Give one of them another name.`,
      );
    }
    paths.set(key, construct.node.path);
    return object;
  });
  objects.sort(byApplyOrder);

  const violations = findings(evaluator, objects)
    .filter(({ finding }) => refused.includes(finding.rule.severity))
    .map(({ object, finding }) => ({
      path: (object && paths.get(identity(object))) ?? scope.node.path,
      object: object === undefined ? 'all objects together' : objectName(object),
      rule: finding.rule.id,
      severity: finding.rule.severity,
      found: finding.message,
      write: finding.rule.remediation,
    }));
  if (violations.length > 0) throw new CheckError(violations);
  return objects;
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
  const resources = new Map<StackResource, ApiObjectJson>(objects.map((object) => [stackResource(object), object]));
  const together = evaluator
    .stack([...resources.keys()])
    .map((finding) => ({ object: finding.resource && resources.get(finding.resource), finding }));
  return [...alone, ...together];
}

// The form in which stack rules know Kubernetes objects: Pulumi's type token, and `namespace/name`.
function stackResource(object: ApiObjectJson): StackResource {
  const { name, namespace } = object.metadata;
  const version = object.apiVersion.includes('/') ? object.apiVersion : `core/${object.apiVersion}`;
  return {
    type: `kubernetes:${version}:${object.kind}`,
    name: namespace === undefined ? name : `${namespace}/${name}`,
    props: object,
  };
}

function identity(object: ApiObjectJson): string {
  return `${object.apiVersion} ${objectName(object)}`;
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return capital.endsWith('.') ? capital : `${capital}.`;
}
