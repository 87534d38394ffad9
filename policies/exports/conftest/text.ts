import type { CelNode } from '@palisade/rules';
import { type Scope, type Term, words } from './scope';

/** A rule of Rego: its head, and the statements of its body. */
export function ruleText(head: string, statements: readonly string[]): string {
  if (statements.length === 0) return head.includes(' := ') ? head : `${head} if true`;
  return `${head} if {\n${indented(statements)}\n}`;
}

/** Statements, one step in. */
export function indented(statements: readonly string[]): string {
  const lines = (statements.length === 0 ? ['true'] : statements).join('\n').split('\n');
  return lines.map((line) => `\t${line}`).join('\n');
}

/** The Rego variables of a scope, as parameters or as arguments. */
export function parameters(scope: Scope): string {
  return [...scope.values()].map(({ text }) => text).join(', ');
}

/** The term at the end of keys, which may be missing. */
export function pathText(base: Term, keys: readonly string[]): string {
  return `cel.${base.shape === 'optional' ? 'path_from' : 'path'}(${base.text}, [${keys.join(', ')}])`;
}

/** The term of a field that must be there; `holder` is a variable or a path from one. */
export function fieldText(holder: string, field: string): string {
  const isPlain = /^[a-z_][a-z0-9_]*$/i.test(field) && !words.has(field);
  return isPlain ? `${holder}.${field}` : `${holder}[${JSON.stringify(field)}]`;
}

/** Whether Rego can look further into a term as it stands. */
export function isReference(text: string): boolean {
  return /^[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*|\["[^"\\]*"\])*$/i.test(text);
}

/** The part of a scope that an expression uses. */
export function restricted(scope: Scope, node: CelNode): Scope {
  const free = freeIn(node);
  return new Map([...scope].filter(([name]) => free.has(name)));
}

/** The variables of an expression that something around it must define. */
export function freeIn(node: CelNode): ReadonlySet<string> {
  switch (node.is) {
    case 'literal':
      return new Set();
    case 'variable':
      return new Set([node.name]);
    case 'select':
    case 'has':
      return freeIn(node.of);
    case 'index':
      return union(node.of, node.key);
    case 'list':
      return union(...node.elements);
    case 'map':
      return union(...node.entries.flat());
    case 'and':
    case 'or':
      return union(...node.operands);
    case 'not':
      return freeIn(node.operand);
    case 'operation':
      return union(node.left, node.right);
    case 'conditional':
      return union(node.condition, node.then, node.otherwise);
    case 'macro': {
      const inner = [...freeIn(node.body)].filter((name) => name !== node.variable);
      return new Set([...freeIn(node.of), ...inner]);
    }
    case 'call':
      return union(...(node.receiver ? [node.receiver] : []), ...node.arguments);
  }
}

function union(...nodes: readonly CelNode[]): ReadonlySet<string> {
  return new Set(nodes.flatMap((node) => [...freeIn(node)]));
}
