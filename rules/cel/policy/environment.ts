import { Environment } from '@marcbachmann/cel-js';
import { CelCompileError, celErrorSummary, isCelError, nodesOf, type Program } from '../environment';
import { registerNetworkFunctions } from '../network';
import { type RunNode, shorten } from '../shortcuts';
import { format } from './format';
import { addListFunctions, setFunctions } from './lists';
import { addQuantityFunctions, Quantity } from './quantity';
import { addTextFunctions, matches } from './texts';

/** What an admission policy's expressions can speak of. */
export const policyVariables = ['object', 'oldObject', 'request', 'params', 'namespaceObject', 'variables'] as const;

/** What cel-js has by itself that is known to mean the same in the API server, macros included. */
const ownFunctions = [
  ...['has', 'all', 'exists', 'exists_one', 'filter', 'map', 'size', 'type', 'dyn'],
  ...['int', 'uint', 'double', 'string', 'bool', 'timestamp', 'duration'],
  ...['startsWith', 'endsWith', 'contains', 'matches', 'split', 'join', 'indexOf', 'lastIndexOf', 'substring'],
  ...['getFullYear', 'getMonth', 'getDate', 'getDayOfMonth', 'getDayOfWeek', 'getDayOfYear'],
  ...['getHours', 'getMinutes', 'getSeconds', 'getMilliseconds'],
  ...['trim', 'lowerAscii', 'upperAscii', 'or', 'orValue', 'hasValue', 'value', 'of', 'none'],
];

const allowed = new Set(ownFunctions);
let environment: Environment | undefined;

/** What the API server wants an expression to give, and the static types that it takes beside `dyn`. */
export const policyResults = { bool: ['bool'], string: ['string'], 'string or null': ['string', 'null'] } as const;

const plainTypes = /^(bool|int|uint|double|string|bytes|null|list\b.*|map\b.*)$/;

/**
 * Compiles an expression of an admission policy.
 *
 * @param result What it must give; default anything.
 * @throws CelCompileError where it is no CEL, where it gives something else by its static type (the API server refuses
 *   such a policy), or where it needs what is not known here, which is named: `authorizer` and the functions of `url`,
 *   `semver` and `format`, and macros with two variables, among others.
 */
export function compilePolicyExpression(expression: string, result?: keyof typeof policyResults): Program {
  environment ??= newEnvironment();
  try {
    const program = environment.parse(expression);
    if ([...nodesOf(program.ast)].some(({ op, args }) => op === 'id' && args === 'authorizer')) {
      throw new CelCompileError('authorizer asks a server who may do what, which cannot be known here');
    }
    for (const node of nodesOf(program.ast)) refuse(node);
    const checked = program.check();
    if (!checked.valid) throw new CelCompileError(checked.error?.message ?? 'is invalid');
    const type = checked.type ?? 'dyn';
    const wanted: readonly string[] | undefined = result && policyResults[result];
    if (wanted?.includes(type) === false && plainTypes.test(type)) {
      throw new CelCompileError(`it gives ${type}, where the API server takes ${result} only`);
    }
    for (const node of nodesOf(program.ast)) {
      if (isCallOf(node, 'matches')) matchInLinearTime(node as unknown as RunNode);
      else shorten(node as unknown as RunNode);
    }
    return program;
  } catch (error) {
    if (!(error instanceof CelCompileError) && !isCelError(error)) throw error;
    throw new CelCompileError(`${celErrorSummary(error)}; in: ${expression.trim()}`);
  }
}

interface Node {
  readonly op: string;
  readonly args: unknown;
}

function isCallOf(node: Node, name: string): boolean {
  return (node.op === 'call' || node.op === 'rcall') && (node.args as [string])[0] === name;
}

function refuse(node: Node): void {
  if (node.op !== 'call' && node.op !== 'rcall') return;
  const [name] = node.args as [string];
  if (!allowed.has(name)) throw new CelCompileError(`the function ${name} is not known here`);
}

/** `text.matches(pattern)`: in cel-js a regular expression of JavaScript, which is another language, and can be made to hang. */
function matchInLinearTime(node: RunNode): void {
  const [, receiver, args] = node.args as [string, RunNode, RunNode[]];
  const operands = node.op === 'call' ? (node.args as [string, RunNode[]])[1] : [receiver, ...args];
  node.evaluate = (evaluator, self, context) => {
    const values = operands.map((operand) => operand.evaluate(evaluator, operand, context));
    const [text, pattern] = values;
    if (typeof text === 'string' && typeof pattern === 'string') return matches(text, pattern);
    return (self.handle as (values: unknown, evaluator: unknown, node: RunNode) => unknown)(values, evaluator, self);
  };
}

class SetsNamespace {}

function newEnvironment(): Environment {
  // Mixed lists, which `format` takes: the API server's own check has been passed, or the policy would not be there.
  const made = new Environment({ enableOptionalTypes: true, homogeneousAggregateLiterals: false });
  for (const name of policyVariables) made.registerVariable(name, 'dyn');
  made.registerType('Quantity', Quantity);
  made.registerOperator('Quantity == Quantity', (a: Quantity, b: Quantity) => a.nanos === b.nanos);
  const add = (signature: string, handler: (...values: never[]) => unknown) => {
    allowed.add(/([A-Za-z_]+)\(/.exec(signature)?.[1] ?? '');
    made.registerFunction(signature, handler as (...values: unknown[]) => unknown, { async: false });
  };
  registerNetworkFunctions(made);
  for (const name of ['isIP', 'ip', 'family', 'isUnspecified', 'isLoopback', 'isCIDR', 'cidr']) allowed.add(name);
  for (const name of ['prefixLength', 'containsIP', 'containsCIDR']) allowed.add(name);
  add('matches(string, string): bool', matches);
  addTextFunctions(add);
  addListFunctions(add);
  addQuantityFunctions(add);
  add('string.format(list): string', format);
  made.registerType('SetsNamespace', SetsNamespace);
  made.registerConstant('sets', 'SetsNamespace', new SetsNamespace());
  for (const [name, handler] of Object.entries(setFunctions)) {
    add(`SetsNamespace.${name}(list, list): bool`, (_: unknown, a: never, b: never) => handler(a, b));
  }
  return made;
}
