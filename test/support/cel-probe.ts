import { defineRule, Evaluator, type JsonObject } from '@palisade/rules';

type Resources = { readonly group: string; readonly kinds: { readonly [kind: string]: string } };

/** What an expression comes to: true, false, or no value since it fails. */
export type Outcome = 'true' | 'false' | 'error';

/** An evaluator of one expression, in the form of a rule about objects. */
export function probeOf(cel: string, { group, kinds }: Resources): (object: JsonObject) => [Outcome, why: string] {
  const sample = { name: 's', given: {} };
  const bad = { ...sample, message: 'm' };
  const rule = defineRule({
    id: 'probe',
    severity: 'low',
    title: 'Probe',
    rationale: 'None.',
    remediation: 'None.',
    references: [{ standard: 'documentation', url: 'https://kubernetes.io/docs/reference/using-api/cel/' }],
    on: 'object',
    resources: [{ group, versions: ['v1'], kinds }],
    cel: `(${cel}) == true`,
    message: 'false',
    samples: { good: [sample, sample], bad: [bad, bad, bad] },
  });
  const evaluator = new Evaluator([rule]);
  return (object) => {
    const [finding] = evaluator.kubernetes(object);
    if (finding === undefined) return ['true', ''];
    return [finding.erred ? 'error' : 'false', finding.message];
  };
}

/** An admission policy's validation that says by its message what an expression comes to, such as `name=true`. */
export function validationOf(name: string, cel: string): JsonObject {
  return {
    expression: 'false',
    messageExpression: `(${cel}) ? "${name}=true" : "${name}=false"`,
    message: `${name}=error`,
  };
}

/** What such validations said in the warnings of one answer, by name. */
export function outcomesIn(warnings: readonly string[]): ReadonlyMap<string, Outcome> {
  return new Map(
    warnings.flatMap((warning) => {
      const [, name, outcome] = / (\w+)=(true|false|error)$/.exec(warning) ?? [];
      return name === undefined ? [] : [[name, outcome as Outcome] as const];
    }),
  );
}
