import { EvaluationError, Optional } from '@marcbachmann/cel-js';
import { hasPairs, textFunctions } from './text';

/**
 * A node of cel-js's tree as it runs: `evaluate` may be replaced on the node itself, `handle` is the general way once
 * the operands are known. Neither is in the library's types, so its version is pinned, and evaluator.test.ts holds the
 * meaning of every shortcut below.
 */
export interface RunNode {
  readonly op: string;
  readonly args: unknown;
  readonly meta: { readonly alternate?: unknown; readonly macro?: unknown };
  /** The forms of a function, once the tree is checked. */
  readonly candidates?: Iterable<{
    readonly argTypes: readonly { matchesValueType: (value: unknown, evaluator: unknown) => boolean }[];
    readonly handler: (...values: unknown[]) => unknown;
  }>;
  handle?: (left: unknown, right: unknown, node: RunNode, evaluator: unknown) => unknown;
  evaluate: (evaluator: unknown, node: RunNode, context: unknown) => unknown;
}

const none = Optional.none();

/**
 * Gives the most frequent kinds of nodes a direct way for plain values, and leaves all else to the library. Optional
 * selects also become strict: in cel-js `"text".?field` is an absent optional, in Kubernetes' CEL an error, and the
 * difference would let `securityContext: nonsense` pass for an absent one.
 */
export function shorten(node: RunNode): void {
  shortcuts[node.op]?.(node);
}

const shortcuts: { readonly [op: string]: ((node: RunNode) => void) | undefined } = {
  '.?': shortenOptionalSelect,
  '.': shortenSelect,
  call: shortenCall,
  rcall: shortenMethod,
  in: shortenIn,
  '==': shortenComparison,
  '!=': shortenComparison,
  '!_': shortenNot,
};

type Read = (evaluator: unknown, context: unknown) => unknown;

/** Reads `a.?b.?c` in one go: the value, or undefined. */
function reader(node: RunNode): Read {
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
      holder = select(holder, fields[i] as string);
    }
    return holder;
  };
}

function select(holder: unknown, field: string): unknown {
  if (typeof holder !== 'object' || Array.isArray(holder)) {
    const found = Array.isArray(holder) ? 'a list' : `a ${typeof holder}`;
    throw new EvaluationError(`"${field}" was looked for in ${found}, where an object belongs`);
  }
  if (holder instanceof Map) return holder.get(field);
  return Object.hasOwn(holder as object, field) ? (holder as Record<string, unknown>)[field] : undefined;
}

function shortenOptionalSelect(node: RunNode): void {
  const read = reader(node);
  node.evaluate = (evaluator, _, context) => {
    const value = read(evaluator, context);
    return value === undefined ? none : Optional.of(value);
  };
}

function shortenSelect(node: RunNode): void {
  const [left, field] = node.args as [RunNode, string];
  node.evaluate = (evaluator, self, context) => {
    const holder = left.evaluate(evaluator, left, context);
    if (isPlain(holder) && Object.hasOwn(holder, field)) {
      const value = holder[field];
      if (value !== undefined) return value;
    }
    return self.handle?.(holder, field, self, evaluator);
  };
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/**
 * A call of a function that has one form only. To tell overloads apart the library looks into the arguments, at the
 * first entry of every map and list; here that look would only trip over what a preview does not know yet.
 */
function shortenCall(node: RunNode): void {
  const [form, another] = [...(node.candidates ?? [])];
  if (form === undefined || another !== undefined || node.meta.macro !== undefined) return;
  const operands = (node.args as [string, RunNode[]])[1];
  node.evaluate = (evaluator, self, context) => {
    const values = operands.map((operand) => operand.evaluate(evaluator, operand, context));
    const fits = values.every((value, i) => form.argTypes[i]?.matchesValueType(value, evaluator));
    if (fits) return form.handler.apply(evaluator, values);
    return (self.handle as (values: unknown, node: RunNode, evaluator: unknown) => unknown)(values, self, evaluator);
  };
}

/** `a.?b.orValue(c)` and `a.?b.hasValue()` without an optional in between, and `a.size()` without a look inside. */
function shortenMethod(node: RunNode): void {
  const [name, receiver, args] = node.args as [string, RunNode, RunNode[]];
  if (name === 'size' && args.length === 0) shortenSize(node, receiver);
  const ofText = textFunctions[`${name}/${args.length}`];
  if (ofText !== undefined) callOnText(node, receiver, args, ofText);
  if (receiver.op !== '.?') return;
  const [fallback] = args;
  if (name === 'orValue' && fallback !== undefined) {
    const read = reader(receiver);
    node.evaluate = (evaluator, _, context) => {
      const value = read(evaluator, context);
      return value === undefined ? fallback.evaluate(evaluator, fallback, context) : value;
    };
  } else if (name === 'hasValue' && args.length === 0) {
    const read = reader(receiver);
    node.evaluate = (evaluator, _, context) => read(evaluator, context) !== undefined;
  }
}

function callOnText(
  node: RunNode,
  receiver: RunNode,
  args: readonly RunNode[],
  ofText: (text: string, ...given: unknown[]) => unknown,
): void {
  node.evaluate = (evaluator, self, context) => {
    const text = receiver.evaluate(evaluator, receiver, context);
    const given = args.map((argument) => argument.evaluate(evaluator, argument, context));
    const result = typeof text === 'string' ? ofText(text, ...given) : undefined;
    if (result !== undefined) return result;
    return (self.handle as (values: unknown, evaluator: unknown, node: RunNode) => unknown)(
      [text, ...given],
      evaluator,
      self,
    );
  };
}

function shortenSize(node: RunNode, receiver: RunNode): void {
  node.evaluate = (evaluator, self, context) => {
    const value = receiver.evaluate(evaluator, receiver, context);
    if (Array.isArray(value)) return BigInt(value.length);
    if (typeof value === 'string' && !hasPairs(value)) return BigInt(value.length);
    if (isPlain(value)) return BigInt(Object.keys(value).length);
    return (self.handle as (values: unknown, evaluator: unknown, node: RunNode) => unknown)([value], evaluator, self);
  };
}

/** A text in a list, or among the keys of an object. */
function shortenIn(node: RunNode): void {
  const [left, right] = node.args as [RunNode, RunNode];
  const items =
    right.op === 'list' ? (right.args as RunNode[]).map((item) => (item.op === 'value' ? item.args : null)) : [];
  const texts =
    items.length > 0 && items.every((item) => typeof item === 'string') ? new Set<unknown>(items) : undefined;
  node.evaluate = (evaluator, self, context) => {
    const value = left.evaluate(evaluator, left, context);
    if (texts !== undefined && typeof value === 'string') return texts.has(value);
    const holder = right.evaluate(evaluator, right, context);
    if (typeof value === 'string') {
      if (Array.isArray(holder)) return holder.includes(value);
      if (isPlain(holder)) return Object.hasOwn(holder, value);
    }
    return self.handle?.(value, holder, self, evaluator);
  };
}

/** A comparison with a literal of the same type; numbers come as doubles and literals as integers. */
function shortenComparison(node: RunNode): void {
  const [left, right] = node.args as [RunNode, RunNode];
  if (right.op !== 'value') return;
  const literal = typeof right.args === 'bigint' ? Number(right.args) : right.args;
  if (typeof literal !== 'string' && typeof literal !== 'boolean' && !Number.isSafeInteger(literal)) return;
  const equal = node.op === '==';
  node.evaluate = (evaluator, self, context) => {
    const value = left.evaluate(evaluator, left, context);
    if (typeof value === typeof literal) return (value === literal) === equal;
    return self.handle?.(value, right.args, self, evaluator);
  };
}

function shortenNot(node: RunNode): void {
  const operand = node.args as RunNode;
  node.evaluate = (evaluator, self, context) => {
    const value = operand.evaluate(evaluator, operand, context);
    if (typeof value === 'boolean') return !value;
    return (self.handle as (value: unknown, node: RunNode, evaluator: unknown) => unknown)(value, self, evaluator);
  };
}
