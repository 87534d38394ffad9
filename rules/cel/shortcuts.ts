import {
  demandOf,
  isHolder,
  isPlain,
  reader,
  readVariable,
  selectHas,
  selectIndex,
  selectOptionally,
  selectStrictly,
  type Taken,
} from './select';
import { hasPairs, textFunctions } from './text';

/**
 * A node of cel-js's tree as it runs: `evaluate` may be replaced on the node itself, `handle` is the general way once
 * the operands are known. Neither is in the library's types, so its version is pinned, and evaluator.test.ts holds the
 * meaning of every shortcut below.
 */
export interface RunNode {
  readonly op: string;
  readonly args: unknown;
  readonly meta: {
    readonly alternate?: unknown;
    readonly macro?: unknown;
    /** How nodes of this kind are evaluated. */
    readonly evaluate?: RunNode['evaluate'];
  };
  /** The forms of a function, once the tree is checked. */
  readonly candidates?: Iterable<{
    readonly argTypes: readonly { matchesValueType: (value: unknown, evaluator: unknown) => boolean }[];
    readonly handler: (...values: unknown[]) => unknown;
  }>;
  handle?: (left: unknown, right: unknown, node: RunNode, evaluator: unknown) => unknown;
  evaluate: (evaluator: unknown, node: RunNode, context: unknown) => unknown;
}

/**
 * Gives the most frequent kinds of nodes a direct way for plain values, and leaves all else to the library. What looks
 * into values also becomes as strict as in the API server: see {@link selectHas} and its neighbours.
 *
 * @param taken What values are taken for that are looked up in objects and lists. @default for what they are
 */
export function shorten(node: RunNode, taken: Taken = (value) => value): void {
  shortcuts[node.op]?.(node, taken);
}

const shortcuts: { readonly [op: string]: ((node: RunNode, taken: Taken) => void) | undefined } = {
  id: readVariable,
  '.?': selectOptionally,
  '.': selectStrictly,
  '[]': selectIndex,
  '[?]': selectIndex,
  call: shortenCall,
  rcall: shortenMethod,
  in: shortenIn,
  '==': shortenComparison,
  '!=': shortenComparison,
  '!_': shortenNot,
};

/**
 * A call of a function that has one form only. To tell overloads apart the library looks into the arguments, at the
 * first entry of every map and list; here that look would only trip over what a preview does not know yet.
 */
function shortenCall(node: RunNode): void {
  if ((node.args as [string])[0] === 'has') selectHas(node);
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
function shortenMethod(node: RunNode, taken: Taken): void {
  const [name, receiver, args] = node.args as [string, RunNode, RunNode[]];
  if (name === 'size' && args.length === 0) shortenSize(node, receiver);
  const ofText = textFunctions[`${name}/${args.length}`];
  if (ofText !== undefined) callOnText(node, receiver, args, ofText);
  if (receiver.op !== '.?') return;
  const [fallback] = args;
  if (name === 'orValue' && fallback !== undefined) {
    const read = reader(receiver, taken);
    const demand = demandOf(fallback, (receiver.args as [RunNode, string])[1]);
    node.evaluate = (evaluator, _, context) => {
      const value = read(evaluator, context);
      return value === undefined ? fallback.evaluate(evaluator, fallback, context) : demand(value);
    };
  } else if (name === 'hasValue' && args.length === 0) {
    const read = reader(receiver, taken);
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
    // The library would look for what a list or an object reads as in JavaScript.
    if (isHolder(value) && (isPlain(holder) || holder instanceof Map)) return false;
    return self.handle?.(value, holder, self, evaluator);
  };
}

/** A comparison with a literal of the same type; whole numbers come as doubles or as integers. */
function shortenComparison(node: RunNode): void {
  const [left, right] = node.args as [RunNode, RunNode];
  if (right.op !== 'value') return;
  const literal = typeof right.args === 'bigint' ? Number(right.args) : right.args;
  if (typeof literal !== 'string' && typeof literal !== 'boolean' && !Number.isSafeInteger(literal)) return;
  const equal = node.op === '==';
  node.evaluate = (evaluator, self, context) => {
    const value = left.evaluate(evaluator, left, context);
    if (typeof value === typeof literal) return (value === literal) === equal;
    if (typeof value === 'bigint' && typeof right.args === 'bigint') return (value === right.args) === equal;
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
