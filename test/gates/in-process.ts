import { policiesOf } from '@palisade/policies/pack';
import { Evaluator, type JsonObject, type KubernetesRule } from '@palisade/rules';
import { type ResourceValidationArgs, type ResourceValidationPolicy, unknownCheckingProxy } from '@pulumi/policy';
import { type Found, keyOf, type Verdicts } from './subjects';

/** The evaluator's verdicts, which all others must equal. */
export function byEvaluator(rules: readonly KubernetesRule[], objects: readonly JsonObject[]): Verdicts {
  const evaluator = new Evaluator(rules);
  return verdicts(objects, (object) =>
    evaluator.kubernetes(object).map(({ rule, message }) => ({ rule: rule.id, message })),
  );
}

/** The verdicts of the CrossGuard policies' own functions, as the engine calls them. */
export function byCrossGuard(rules: readonly KubernetesRule[], objects: readonly JsonObject[]): Verdicts {
  const policies = policiesOf(rules) as ResourceValidationPolicy[];
  return verdicts(objects, (object) => policies.flatMap((policy) => violations(policy, object)));
}

function violations({ name, validateResource }: ResourceValidationPolicy, object: JsonObject): Found[] {
  if (typeof validateResource !== 'function') throw new Error(`${name} has not one validation`);
  const { apiVersion, kind } = object;
  const type = `kubernetes:${String(apiVersion).includes('/') ? apiVersion : `core/${apiVersion}`}:${kind}`;
  const only = (validateResource as { __pulumiType?: string }).__pulumiType;
  if (only !== undefined && only !== type) return [];
  const found: Found[] = [];
  const args = { type, props: unknownCheckingProxy(object), urn: `urn:${keyOf(object)}`, name: 'one', opts: {} };
  void validateResource(args as unknown as ResourceValidationArgs, (text) => {
    const [, message = text] = /^[^:]*: (.*)\.$/m.exec(text) ?? [];
    found.push({ rule: name, message });
  });
  return found;
}

function verdicts(objects: readonly JsonObject[], judge: (object: JsonObject) => Found[]): Verdicts {
  return new Map(objects.map((object) => [keyOf(object), judge(object)]));
}
