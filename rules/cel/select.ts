import { EvaluationError, Optional } from '@marcbachmann/cel-js';
import type { RunNode } from './shortcuts';

/*
 * How expressions look into values. cel-js takes whatever cannot be looked into for empty: `has("text".field)` is false
 * there, `[1][?"key"]` an absent optional, and `{"k": 1}[["k"]]` finds `k`. The API server fails on a list where an object
 * belongs; a text or a number there it takes for empty too, but its schemas let none come so far. A file has met no schema, and
 * `securityContext: nonsense` must not pass for an absent one: here both fail, and what fails counts as broken.
 */

const none = Optional.none();
const given: ReadonlySet<unknown> = new Set(['object', 'oldObject', 'variables', 'container', 'resourceType']);

/** Reads an expression's value, or undefined. */
export type Read = (evaluator: unknown, context: unknown) => unknown;

/** What a value that was looked up is taken for. */
export type Taken = (value: unknown) => unknown;

/** As the API server shows JSON to CEL: a whole number is an int, and `replicas % 2` can be said of it. */
export function wholeAsInt(value: unknown): unknown {
  return typeof value === 'number' && Number.isInteger(value) && Math.abs(value) < 2 ** 63 ? BigInt(value) : value;
}

/** Reads `a.?b.?c` in one go: the value, or undefined. */
export function reader(node: RunNode, taken: Taken): Read {
  const fields: string[] = [];
  let base = node;
  while (base.op === '.?') {
    const [left, field] = base.args as [RunNode, string];
    fields.unshift(field);
    base = left;
  }
  return (evaluator, context) => {
    let holder = base.evaluate(evaluator, base, context);
    if (holder instanceof Optional) holder = holder.orValue(undefined);
    for (let i = 0; i < fields.length; i++) {
      if (holder === undefined || holder === null) return undefined;
      holder = fieldOf(holder, fields[i] as string);
    }
    return taken(holder);
  };
}

/** @returns undefined where there is no such field. */
function fieldOf(holder: unknown, field: string): unknown {
  if (typeof holder !== 'object' || Array.isArray(holder)) throw misplaced(field, holder);
  if (holder instanceof Map) return holder.get(field);
  return Object.hasOwn(holder as object, field) ? (holder as Record<string, unknown>)[field] : undefined;
}

function misplaced(field: string, found: unknown): EvaluationError {
  return new EvaluationError(`"${field}" was looked for in ${kindOf(found)}, where an object belongs`);
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (isHolder(value)) return 'an object';
  return typeof value === 'bigint' ? 'a number' : `a ${typeof value}`;
}

/**
 * What `a.?field.orValue(fallback)` makes of a value that is there. A boolean, a list or an object as the fallback says
 * what the field holds wherever the API server has let it through; `hostNetwork: "true"` in a file must not pass for false.
 * Other fallbacks say nothing, for there are fields that hold a number or a text.
 */
export function demandOf({ op, args }: RunNode, field: string): Taken {
  const isBoolean = op === 'value' && typeof args === 'boolean';
  const wanted = isBoolean ? 'a boolean' : op === 'list' ? 'a list' : op === 'map' ? 'an object' : undefined;
  if (wanted === undefined) return (value) => value;
  return (value) => {
    const fits = isBoolean ? typeof value === 'boolean' : isHolder(value) && Array.isArray(value) === (op === 'list');
    if (fits) return value;
    throw new EvaluationError(`"${field}" is ${kindOf(value)}, where ${wanted} belongs`);
  };
}

/** `a.?b` */
export function selectOptionally(node: RunNode, taken: Taken): void {
  const read = reader(node, taken);
  node.evaluate = (evaluator, _, context) => optional(read(evaluator, context));
}

function optional(value: unknown): Optional {
  return value === undefined ? none : Optional.of(value);
}

/** `a.b`; of an optional the field is optional too. */
export function selectStrictly(node: RunNode, taken: Taken): void {
  const [left, field] = node.args as [RunNode, string];
  node.evaluate = (evaluator, self, context) => {
    const holder = left.evaluate(evaluator, left, context);
    if (isPlain(holder) && Object.hasOwn(holder, field)) {
      const value = holder[field];
      if (value !== undefined) return taken(value);
    }
    if (holder instanceof Optional) return within(holder, (inner) => taken(fieldOf(inner, field)));
    return taken(self.handle?.(holder, field, self, evaluator));
  };
}

function within(holder: Optional, read: (inner: unknown) => unknown): Optional {
  const inner = holder.orValue(undefined);
  return inner === undefined || inner === null ? none : optional(read(inner));
}

/** `has(a.b)`: whether `a`, which must be there, has a field `b`. */
export function selectHas(node: RunNode): void {
  const [select] = (node.args as [string, RunNode[]])[1];
  if (select === undefined) return;
  const read = chain((select.args as [RunNode, string])[0]);
  const field = (select.args as [RunNode, string])[1];
  node.evaluate = (evaluator, _, context) => {
    let holder = read(evaluator, context);
    if (holder instanceof Optional) holder = holder.orValue(undefined);
    return holder !== undefined && holder !== null && fieldOf(holder, field) !== undefined;
  };
}

/** Reads `a.b.?c`, whose selects the library leaves unchecked within `has`: they cannot run by themselves. */
function chain(node: RunNode): Read {
  if (node.op !== '.' && node.op !== '.?') return (evaluator, context) => node.evaluate(evaluator, node, context);
  const [left, field] = node.args as [RunNode, string];
  const read = chain(left);
  return (evaluator, context) => {
    const holder = read(evaluator, context);
    if (holder instanceof Optional) return within(holder, (inner) => fieldOf(inner, field));
    const value = holder === null ? undefined : fieldOf(holder, field);
    if (node.op === '.?') return optional(value);
    if (value === undefined) throw new EvaluationError(`No such key: ${field}`);
    return value;
  };
}

/** `a[b]` and `a[?b]`. */
export function selectIndex(node: RunNode, taken: Taken): void {
  const [left, right] = node.args as [RunNode, RunNode];
  const isOptional = node.op === '[?]';
  node.evaluate = (evaluator, self, context) => {
    const holder = left.evaluate(evaluator, left, context);
    const key = right.evaluate(evaluator, right, context);
    if (isHolder(key)) throw new EvaluationError('a list or an object cannot be a key');
    if (isOptional || holder instanceof Optional) {
      const inner = holder instanceof Optional ? holder.orValue(undefined) : holder;
      if (Array.isArray(inner)) return optional(taken(itemOf(inner, key)));
      if (isPlain(inner) && typeof key === 'string') return optional(taken(fieldOf(inner, key)));
      if (inner !== undefined && inner !== null && typeof inner !== 'object') throw misplaced(String(key), inner);
    }
    return taken(self.handle?.(holder, key, self, evaluator));
  };
}

/** A variable: what the rule is given are objects, whose type need not be looked at; others may go over a list of numbers. */
export function readVariable(node: RunNode, taken: Taken): void {
  const { alternate, evaluate } = node.meta;
  // A constant has an alternate.
  if (alternate !== undefined || evaluate === undefined) return;
  const name = node.args as string;
  if (given.has(name)) {
    node.evaluate = (evaluator, self, context) =>
      (context as Variables).getValue(name) ?? evaluate(evaluator, self, context);
  } else node.evaluate = (evaluator, self, context) => taken(evaluate(evaluator, self, context));
}

/** What the library hands from node to node. */
interface Variables {
  readonly getValue: (name: string) => unknown;
}

/** @returns undefined beyond the ends of the list. */
function itemOf(list: readonly unknown[], key: unknown): unknown {
  if (typeof key === 'bigint' || Number.isInteger(key)) return list[Number(key)];
  throw new EvaluationError(`${JSON.stringify(key)} is no place in a list`);
}

/** Whether a value is a list or an object. */
export function isHolder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Array.isArray(value) || value instanceof Map;
}

/** Whether a value is an object as JSON has them. */
export function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
