import { type ASTNode, Environment, EvaluationError, ParseError, TypeError as TypeFault } from '@marcbachmann/cel-js';
import { awsFunctionNames, registerAwsFunctions } from '../aws-cel/functions';
import { registerNetworkFunctions } from './network';
import { registerParsers } from './parsers';
import { wholeAsInt } from './select';
import { type RunNode, shorten } from './shortcuts';

/** A compiled expression: call it with a value for each of its variables. Throws {@link isCelError} errors. */
export type Program = (context: { readonly [variable: string]: unknown }) => unknown;

/**
 * Functions and macros that are known to behave here as in the API server. Whatever else cel-js has is refused by
 * name when a rule is compiled, `matches` above all: its regular expressions are JavaScript's, whose backtracking a
 * hostile manifest can abuse, and whose syntax is not RE2's.
 */
const kubernetesFunctions: ReadonlySet<string> = new Set([
  'has',
  'all',
  'exists',
  'exists_one',
  'filter',
  'map',
  'size',
  'startsWith',
  'endsWith',
  'contains',
  'split',
  'join',
  'lastIndexOf',
  'substring',
  'lowerAscii',
  'string',
  'or',
  'orValue',
  'hasValue',
  'value',
  'isCIDR',
  'cidr',
  'prefixLength',
  'containsCIDR',
  'containsIP',
  'ip',
  'isIP',
  'family',
  'isUnspecified',
  'isLoopback',
]);

/** AWS rules never reach an API server, so they may also parse the JSON texts that AWS takes as strings. */
const awsFunctions: ReadonlySet<string> = new Set([
  ...kubernetesFunctions,
  ...awsFunctionNames,
  'int',
  'bind',
  'parseJson',
]);

/** Which functions an expression may call. */
export type Dialect = 'kubernetes' | 'aws';

/** An expression that cannot become a rule: wrong syntax, wrong types, or a function that no gate is known to share. */
export class CelCompileError extends Error {
  override readonly name = 'CelCompileError';
}

/** Tells a failed evaluation apart from what the input itself threw when a property of it was read. */
export function isCelError(error: unknown): error is Error {
  return error instanceof EvaluationError || error instanceof TypeFault || error instanceof ParseError;
}

/** What went wrong, in one line, without the excerpt that cel-js appends. */
export function celErrorSummary(error: Error): string {
  return (error.message.split('\n', 1)[0] ?? '').trim();
}

const variables = ['object', 'oldObject', 'variables', 'container', 'resourceType'];
const base = new Environment({ enableOptionalTypes: true });
for (const name of variables) base.registerVariable(name, 'dyn');
registerNetworkFunctions(base);
registerParsers(base);
registerAwsFunctions(base);

/**
 * Compiles one expression for good.
 *
 * @param type The static type that the expression must have; `dyn` takes any.
 * @param element The name of a further variable, such as the element of a rule's `forEach`.
 * @throws CelCompileError with the expression, what is wrong with it and what to write instead.
 */
export function compile(
  expression: string,
  { dialect, type, element }: { dialect: Dialect; type: 'bool' | 'string' | 'dyn'; element?: string },
): Program {
  const environment = element === undefined || variables.includes(element) ? base : withElement(element);
  const program = parse(environment, expression);
  refuseUnknownFunctions(program.ast, dialect === 'aws' ? awsFunctions : kubernetesFunctions, expression);
  const checked = program.check();
  if (!checked.valid) throw new CelCompileError(`${checked.error?.message ?? 'invalid'}\nin: ${expression}`);
  if (type !== 'dyn' && checked.type !== type) {
    const advice = type === 'bool' ? '; a rule must be a bool by its static type: end it in "== true"' : '';
    throw new CelCompileError(`is ${checked.type}, not ${type}${advice}\nin: ${expression}`);
  }
  for (const node of nodesOf(program.ast)) shorten(node as unknown as RunNode, wholeAsInt);
  return program;
}

const withElements = new Map<string, Environment>();

/** The environment with one variable more. Making one takes as long as compiling a few rules, so each is made once. */
function withElement(element: string): Environment {
  const known = withElements.get(element);
  if (known !== undefined) return known;
  const made = base.clone().registerVariable(element, 'dyn');
  withElements.set(element, made);
  return made;
}

function parse(environment: Environment, expression: string) {
  try {
    return environment.parse(expression);
  } catch (error) {
    if (!isCelError(error)) throw error;
    throw new CelCompileError(`${error.message}\nin: ${expression}`);
  }
}

function refuseUnknownFunctions(ast: ASTNode, allowed: ReadonlySet<string>, expression: string): void {
  for (const node of nodesOf(ast)) {
    if (node.op !== 'call' && node.op !== 'rcall') continue;
    const name = node.args[0];
    if (allowed.has(name)) continue;
    const advice =
      name === 'matches'
        ? 'compare with startsWith, endsWith, contains, split or a list'
        : `use one of ${[...allowed].join(', ')}`;
    throw new CelCompileError(
      `the function ${name} is not known to behave alike at every gate: ${advice}\nin: ${expression}`,
    );
  }
}

/** Every node of a tree, with what macros such as `all` and `orValue` expand to. */
export function* nodesOf(root: ASTNode): Generator<ASTNode> {
  const seen = new Set<object>();
  const pending: unknown[] = [root];
  while (pending.length > 0) {
    const next = pending.pop();
    if (typeof next !== 'object' || next === null || seen.has(next)) continue;
    seen.add(next);
    if (Array.isArray(next)) {
      pending.push(...next);
    } else if ('op' in next && 'args' in next) {
      yield next as ASTNode;
      const { args, meta } = next as { args: unknown; meta?: { alternate?: unknown; macro?: unknown } };
      pending.push(args, meta?.alternate, meta?.macro);
    } else if (Object.getPrototypeOf(next) === Object.prototype) {
      pending.push(...Object.values(next));
    }
  }
}
