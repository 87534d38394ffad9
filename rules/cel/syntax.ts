import { type ASTNode, Environment } from '@marcbachmann/cel-js';
import { CelCompileError, celErrorSummary, isCelError } from './environment';

/** The macros that go over a list, or over the keys of a map. */
export type CelMacro = 'all' | 'exists' | 'exists_one' | 'filter' | 'map';

/** Operators with two operands, but for `&&` and `||`, which say so themselves. */
export type CelOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | '+' | '-' | '*' | '/' | '%';

/**
 * An expression taken apart, for gates whose language is not CEL. It holds no more than the text does: nothing is
 * expanded, and no type is known.
 */
export type CelNode =
  | { readonly is: 'literal'; readonly value: null | boolean | number | bigint | string }
  | { readonly is: 'variable'; readonly name: string }
  /** `of.field`, or `of.?field`. */
  | { readonly is: 'select'; readonly of: CelNode; readonly field: string; readonly optional: boolean }
  /** `of[key]`, or `of[?key]`. */
  | { readonly is: 'index'; readonly of: CelNode; readonly key: CelNode; readonly optional: boolean }
  | { readonly is: 'has'; readonly of: CelNode; readonly field: string }
  | { readonly is: 'list'; readonly elements: readonly CelNode[] }
  | { readonly is: 'map'; readonly entries: readonly (readonly [CelNode, CelNode])[] }
  | { readonly is: 'and' | 'or'; readonly operands: readonly CelNode[] }
  | { readonly is: 'not'; readonly operand: CelNode }
  | { readonly is: 'operation'; readonly operator: CelOperator; readonly left: CelNode; readonly right: CelNode }
  | { readonly is: 'conditional'; readonly condition: CelNode; readonly then: CelNode; readonly otherwise: CelNode }
  /** `of.macro(variable, body)`. */
  | {
      readonly is: 'macro';
      readonly macro: CelMacro;
      readonly of: CelNode;
      readonly variable: string;
      readonly body: CelNode;
    }
  /** `name(arguments)`, or `receiver.name(arguments)`. */
  | {
      readonly is: 'call';
      readonly name: string;
      readonly receiver: CelNode | undefined;
      readonly arguments: readonly CelNode[];
    };

const environment = new Environment({ enableOptionalTypes: true, unlistedVariablesAreDyn: true });
const macros: ReadonlySet<string> = new Set<CelMacro>(['all', 'exists', 'exists_one', 'filter', 'map']);

/**
 * Takes an expression apart.
 *
 * @throws CelCompileError with the expression, where its syntax is wrong.
 */
export function parseCel(expression: string): CelNode {
  let ast: ASTNode;
  try {
    ast = environment.parse(expression).ast;
  } catch (error) {
    if (!isCelError(error)) throw error;
    throw new CelCompileError(`${celErrorSummary(error)}\nin: ${expression}`);
  }
  return nodeOf(ast);
}

function nodeOf(ast: ASTNode): CelNode {
  switch (ast.op) {
    case 'value':
      return { is: 'literal', value: ast.args as null | boolean | number | bigint | string };
    case 'id':
      return { is: 'variable', name: ast.args };
    case '.':
    case '.?':
      return { is: 'select', of: nodeOf(ast.args[0]), field: ast.args[1], optional: ast.op === '.?' };
    case '[]':
    case '[?]':
      return { is: 'index', of: nodeOf(ast.args[0]), key: nodeOf(ast.args[1]), optional: ast.op === '[?]' };
    case 'list':
      return { is: 'list', elements: ast.args.map(nodeOf) };
    case 'map':
      return { is: 'map', entries: ast.args.map(([key, value]) => [nodeOf(key), nodeOf(value)] as const) };
    case '&&':
    case '||':
      return { is: ast.op === '&&' ? 'and' : 'or', operands: chainOf(ast, ast.op).map(nodeOf) };
    case '!_':
      return { is: 'not', operand: nodeOf(ast.args) };
    case '-_':
      return { is: 'operation', operator: '-', left: { is: 'literal', value: 0n }, right: nodeOf(ast.args) };
    case '?:': {
      const [condition, then, otherwise] = ast.args.map(nodeOf) as [CelNode, CelNode, CelNode];
      return { is: 'conditional', condition, then, otherwise };
    }
    case 'call':
      return callOf(ast.args[0], undefined, ast.args[1]);
    case 'rcall':
      return callOf(ast.args[0], ast.args[1], ast.args[2]);
    default:
      return { is: 'operation', operator: ast.op, left: nodeOf(ast.args[0]), right: nodeOf(ast.args[1]) };
  }
}

/** The operands of `a && b && c`, however they were nested. */
function chainOf(ast: ASTNode, operator: '&&' | '||'): ASTNode[] {
  return ast.op === operator ? ast.args.flatMap((operand) => chainOf(operand, operator)) : [ast];
}

function callOf(name: string, receiver: ASTNode | undefined, given: readonly ASTNode[]): CelNode {
  const [first, second] = given;
  if (name === 'has' && receiver === undefined && first?.op === '.') {
    return { is: 'has', of: nodeOf(first.args[0]), field: first.args[1] };
  }
  if (receiver !== undefined && macros.has(name) && given.length === 2 && first?.op === 'id' && second) {
    const of = nodeOf(receiver);
    return { is: 'macro', macro: name as CelMacro, of, variable: first.args, body: nodeOf(second) };
  }
  return { is: 'call', name, receiver: receiver && nodeOf(receiver), arguments: given.map(nodeOf) };
}
