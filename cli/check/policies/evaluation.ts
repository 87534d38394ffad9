import type { Program } from '@palisade/rules/policies';
import type { PolicySpec } from './policy';

/** What the policies' CEL is; loaded only where there are policies. */
export type Cel = typeof import('@palisade/rules/policies');

interface Compiled {
  readonly program: Program;
  readonly expression: string;
}

/** A policy ready to judge. */
export interface CompiledPolicy {
  readonly matchConditions: readonly (Compiled & { readonly name: string })[];
  readonly variables: readonly (Compiled & { readonly name: string })[];
  readonly validations: readonly (Compiled & { readonly message?: string; readonly messageProgram?: Program })[];
  readonly auditAnnotations: readonly Compiled[];
  /** Some expression asks for the namespace's object. */
  readonly readsNamespace: boolean;
}

/** What expressions see beside the policy's own variables. */
export interface Context {
  readonly object: unknown;
  readonly oldObject: null;
  readonly request: unknown;
  readonly params: unknown;
  readonly namespaceObject: unknown;
}

/** @throws CelCompileError naming what is not known here. */
export function compilePolicy(spec: PolicySpec, cel: Cel): CompiledPolicy {
  const texts: string[] = [];
  const compile = (expression: unknown, result?: keyof typeof cel.policyResults): Compiled => {
    const text = typeof expression === 'string' ? expression : '';
    texts.push(text);
    return { program: cel.compilePolicyExpression(text, result), expression: text };
  };
  return {
    matchConditions: (spec.matchConditions ?? []).map(({ name, expression }) => ({
      name,
      ...compile(expression, 'bool'),
    })),
    variables: (spec.variables ?? []).map(({ name, expression }) => ({ name, ...compile(expression) })),
    validations: (spec.validations ?? []).map(({ expression, message, messageExpression }) => ({
      ...compile(expression, 'bool'),
      ...(message === undefined ? {} : { message }),
      ...(messageExpression === undefined ? {} : { messageProgram: compile(messageExpression, 'string').program }),
    })),
    auditAnnotations: (spec.auditAnnotations ?? []).map(({ valueExpression }) =>
      compile(valueExpression, 'string or null'),
    ),
    readsNamespace: texts.some((text) => text.includes('namespaceObject')),
  };
}

/** The same with the policy's own variables, as CEL takes it. */
type Scope = Context & { variables: object } & { readonly [variable: string]: unknown };

/** One validation that does not hold, or what could not be evaluated. */
export interface Denial {
  readonly message: string;
  readonly erred: boolean;
  /** Denied whatever the binding says shall be done: it is the policy that is wrong. */
  readonly always?: true;
}

/**
 * What a policy finds, as the API server does: nothing where its match conditions do not hold; errors count as the
 * failure policy says.
 */
export function evaluatePolicy(policy: CompiledPolicy, failurePolicy: string, given: Context, cel: Cel): Denial[] {
  const fails = failurePolicy !== 'Ignore';
  const context: Scope = { ...given, variables: {} };
  const errorText = (expression: string, error: unknown): string => {
    if (!(error instanceof Error)) throw error;
    return `expression '${expression.trim()}' resulted in error: ${cel.celErrorSummary(error)}`;
  };
  const attempt = ({ program, expression }: Compiled): { value: unknown } | { error: string } => {
    try {
      return { value: program(context) };
    } catch (error) {
      return { error: errorText(expression, error) };
    }
  };
  context.variables = lazily(policy.variables, () => context);
  const conditions = policy.matchConditions.map(attempt);
  // One that does not hold decides, whatever becomes of the others.
  if (conditions.some((result) => 'value' in result && result.value !== true)) return [];
  for (const result of conditions) {
    if ('error' in result) return fails ? [{ message: result.error, erred: true }] : [];
  }
  const denials: Denial[] = [];
  for (const validation of policy.validations) {
    const result = attempt(validation);
    if ('error' in result) {
      if (fails) denials.push({ message: result.error, erred: true });
    } else if (result.value !== true) {
      denials.push({ message: messageOf(validation, context), erred: false });
    }
  }
  for (const annotation of policy.auditAnnotations) {
    const result = attempt(annotation);
    if ('error' in result && fails) denials.push({ message: result.error, erred: true, always: true });
  }
  return denials;
}

/** Variables are evaluated when they are read, once, and fail those that read them. */
function lazily(variables: CompiledPolicy['variables'], context: () => Scope): object {
  const values = {};
  for (const { name, program } of variables) {
    let result: { value: unknown } | { error: unknown } | undefined;
    const get = () => {
      try {
        result ??= { value: program(context()) };
      } catch (error) {
        result = { error };
      }
      if ('error' in result) throw result.error;
      return result.value;
    };
    Object.defineProperty(values, name, { get, enumerable: true });
  }
  return values;
}

/** In bytes; what is longer falls back to the fixed message. */
const longestMessage = 5 * 1024;

function messageOf(
  { message, messageProgram, expression }: CompiledPolicy['validations'][number],
  context: Scope,
): string {
  let evaluated: unknown;
  try {
    evaluated = messageProgram?.(context);
  } catch {
    // As in the API server: a message that fails is no message.
  }
  const text = typeof evaluated === 'string' ? evaluated.trim() : '';
  const usable = text !== '' && !text.includes('\n') && Buffer.byteLength(text) <= longestMessage;
  return (usable ? text : message?.trim()) || `failed expression: ${expression.trim()}`;
}
