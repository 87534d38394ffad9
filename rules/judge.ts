import { CelCompileError, celErrorSummary, compile, isCelError, type Program } from './cel/environment';
import { property } from './pods';
import type { AwsRule, KubernetesRule } from './rule';

/** Broken, with the text of the finding; or not to be judged, with the reason. */
export type Verdict = { readonly message: string } | { readonly reason: string };

/** What an expression sees, by variable. */
export type Context = { [variable: string]: unknown };

/** A rule that is ready to run. */
export interface Judge {
  readonly rule: KubernetesRule | AwsRule;
  /** @returns undefined where all is well. */
  readonly judge: (context: Context) => Verdict | undefined;
}

/**
 * Compiles a rule.
 *
 * @throws CelCompileError naming the rule and the expression.
 */
export function compileRule(rule: KubernetesRule | AwsRule): Judge {
  const known = compiled.get(rule);
  if (known !== undefined) return known;
  try {
    const made = { rule, judge: judgeOf(rule) };
    compiled.set(rule, made);
    return made;
  } catch (error) {
    if (error instanceof CelCompileError) throw new CelCompileError(`rule ${rule.id}: ${error.message}`);
    throw error;
  }
}

/** For evaluators that share rules: compiling one takes as long as running it a hundred times. */
const compiled = new WeakMap<KubernetesRule | AwsRule, Judge>();

function judgeOf(rule: KubernetesRule | AwsRule): Judge['judge'] {
  const dialect = rule.on === 'aws' ? 'aws' : 'kubernetes';
  if (rule.on === 'container') {
    const holds = compile(rule.cel, { dialect, type: 'bool' });
    return (context) =>
      judgeEach(holds, context, 'container', (context.variables as { containers: unknown[] }).containers, {
        message: rule.message,
        label: (_, index) => nameOf(context.container, index),
      });
  }
  if (rule.forEach === undefined) {
    const holds = compile(rule.cel, { dialect, type: 'bool' });
    return (context) => judgeOne(holds, context, rule.message);
  }
  const element = rule.forEach.as;
  const list = compile(rule.forEach.in, { dialect, type: 'dyn' });
  const holds = compile(rule.cel, { dialect, type: 'bool', element });
  const label = compile(rule.forEach.label, { dialect, type: 'dyn', element });
  return (context) => {
    const elements = attempt(list, context);
    if (elements.error !== undefined) return reasonOf(elements.error);
    if (!Array.isArray(elements.value)) return { reason: `${rule.forEach?.in} is not a list` };
    return judgeEach(holds, { ...context }, element, elements.value, {
      message: rule.message,
      label: (own, index) => {
        const { value } = attempt(label, own);
        return typeof value === 'string' && value !== '' ? value : `#${index}`;
      },
    });
  };
}

function nameOf(container: unknown, index: number): string {
  const name = property(container, 'name');
  return typeof name === 'string' && name !== '' ? name : `#${index}`;
}

function judgeOne(holds: Program, context: Context, message: string): Verdict | undefined {
  const { value, error } = attempt(holds, context);
  if (error !== undefined) return reasonOf(error);
  return value === true ? undefined : { message };
}

/** As CEL's `all`: one false decides, whatever else fails; otherwise the first failure does. */
function judgeEach(
  holds: Program,
  context: Context,
  element: string,
  elements: readonly unknown[],
  { message, label }: { message: string; label: (context: Context, index: number) => string },
): Verdict | undefined {
  let labels: string[] | undefined;
  let failure: unknown;
  for (let index = 0; index < elements.length; index++) {
    try {
      context[element] = elements[index];
      if (holds(context) === true) continue;
      labels ??= [];
      labels.push(label(context, index));
    } catch (error) {
      failure ??= error;
    }
  }
  if (labels !== undefined) return { message: message.replaceAll('{label}', () => labels.join(', ')) };
  return failure === undefined ? undefined : reasonOf(failure);
}

function attempt(program: Program, context: Context): { value?: unknown; error?: unknown } {
  try {
    return { value: program(context) };
  } catch (error) {
    return { error };
  }
}

/**
 * A failed evaluation becomes a reason; what the input itself threw is thrown on. The two built-in errors stand for
 * input that the CEL library stumbles over: judging must not crash, and what cannot be judged must not pass.
 */
function reasonOf(error: unknown): Verdict {
  if (isCelError(error)) return { reason: celErrorSummary(error) };
  if (error instanceof TypeError || error instanceof RangeError) return { reason: error.message };
  throw error;
}
