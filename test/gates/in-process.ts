import { Evaluator, type JsonObject, type KubernetesRule } from '@palisade/rules';
import { keyOf, type Verdicts } from './subjects';

/** The evaluator's verdicts, which all others must equal. */
export function byEvaluator(rules: readonly KubernetesRule[], objects: readonly JsonObject[]): Verdicts {
  const evaluator = new Evaluator(rules);
  return new Map(
    objects.map((object) => [
      keyOf(object),
      evaluator.kubernetes(object).map(({ rule, message }) => ({ rule: rule.id, message })),
    ]),
  );
}
