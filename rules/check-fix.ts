import { catalogue } from './catalogue';
import { Evaluator, type Finding } from './evaluator';
import { kubernetesPatch, mergeInto } from './fixes';
import type { AwsResource, AwsRule, JsonObject, KubernetesRule, Rule } from './rule';
import { samplesAsObjects } from './samples';

type Fixable = AwsRule | KubernetesRule;

/** What keeps a rule's fix from being one, as far as its form says. None where it has no fix. */
export function fixFormProblems(rule: Rule): string[] {
  // A compiled module may hold one where the type has none.
  const fix: Partial<Record<'safe' | 'patch', unknown>> | undefined = (rule as { fix?: object }).fix;
  if (fix === undefined) return [];
  if (rule.on === 'stack') return ['fix is of no use to a stack rule: no preview changes several resources at once'];
  if (typeof fix !== 'object' || fix === null) return ['fix must be an object with safe and patch'];
  const problems: string[] = [];
  if (typeof fix.safe !== 'string' || fix.safe.trim() === '') problems.push('fix.safe must be a text');
  if (typeof fix.patch !== 'function') problems.push('fix.patch must be a function');
  return problems;
}

/**
 * Holds a fix to the bad samples of its rule: it says what to change and changes nothing itself, it mends one of them whole
 * at least, and what it mends breaks no other rule of the catalogue than before. What it mends in part it may leave: a preview
 * then makes no change at all.
 *
 * @param evaluator Of this rule alone.
 */
export function fixProblems(rule: Rule, evaluator: Evaluator): string[] {
  if (rule.on === 'stack' || rule.fix === undefined) return [];
  let mended = 0;
  const problems = badSamples(rule).flatMap(({ name, given }) => {
    const outcome = tryFix(rule, given, evaluator);
    if (outcome === 'mended') mended += 1;
    return outcome === 'mended' || outcome === 'left' ? [] : [`the fix of the bad sample “${name}” ${outcome.problem}`];
  });
  return problems.length > 0 || mended > 0 ? problems : ['the fix mends none of the bad samples'];
}

function tryFix(rule: Fixable, given: JsonObject, evaluator: Evaluator): 'mended' | 'left' | { problem: string } {
  const held = structuredClone(given);
  const before = JSON.stringify(held);
  let patch: JsonObject | undefined;
  try {
    patch = patchOf(rule, held, evaluator);
  } catch (error) {
    return { problem: `throws: ${(error as Error).message}` };
  }
  if (JSON.stringify(held) !== before)
    return { problem: 'changes what it is given: it must return what to merge into it' };
  if (patch === undefined) return 'left';
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) {
    return { problem: `returns ${JSON.stringify(patch)}: it must return an object, or undefined` };
  }
  mergeInto(held, patch);
  if (found(rule, held, evaluator).length > 0) return 'left';
  const broken = new Set(found(rule, given, wholeCatalogue()).map((finding) => finding.rule.id));
  const added = found(rule, held, wholeCatalogue()).map((finding) => finding.rule.id);
  const fresh = added.filter((id) => !broken.has(id));
  return fresh.length === 0 ? 'mended' : { problem: `breaks other rules: ${fresh.join(', ')}` };
}

/** What a preview judges and mends: a Kubernetes object, or the inputs of an AWS resource with its type beside them. */
function badSamples(rule: Fixable): { name: string; given: JsonObject }[] {
  if (rule.on === 'aws') return rule.samples.bad.map(({ name, given }) => ({ name, given: { ...given } }));
  return samplesAsObjects(rule).flatMap(({ name, object, message }) =>
    message === undefined ? [] : [{ name, given: object }],
  );
}

function patchOf(rule: Fixable, given: JsonObject, evaluator: Evaluator): JsonObject | undefined {
  if (rule.on !== 'aws') return kubernetesPatch(rule, given, evaluator);
  const inputs = given.inputs as JsonObject;
  const patch = rule.fix?.patch(inputs, inputs);
  return patch && { inputs: patch };
}

function found(rule: Fixable, given: JsonObject, evaluator: Evaluator): Finding[] {
  return rule.on === 'aws' ? evaluator.aws(given as unknown as AwsResource) : evaluator.kubernetes(given);
}

let compiled: Evaluator | undefined;

/** Compiled where a rule has a fix only: it takes a while. */
function wholeCatalogue(): Evaluator {
  compiled ??= new Evaluator(catalogue);
  return compiled;
}
