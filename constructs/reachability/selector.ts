import { InvalidObject, labelsAt, objectAt, objectsAt, type PlainObject, textAt, textsAt } from './plain';

/** Labels by key. */
export type Labels = ReadonlyMap<string, string>;

/** Something that picks objects by their labels, whichever language it was written in. */
export interface Selector {
  /** The same for selectors that pick the same: what they found may be shared. */
  readonly key: string;
  /** For people. */
  readonly text: string;
  readonly matches: (labels: Labels) => boolean;
  /** Labels that whatever it picks must have: an index finds the few candidates by them. */
  readonly equals: readonly (readonly [key: string, value: string])[];
}

/** Picks everything. */
export const everything: Selector = { key: '', text: 'any', matches: () => true, equals: [] };

type Test = (labels: Labels) => boolean;

/**
 * A LabelSelector of Kubernetes. An empty one picks everything; what a missing one picks depends on where it is missing,
 * and is for the caller to say.
 *
 * @throws InvalidObject where an API server would refuse it.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#resources-that-support-set-based-requirements
 */
export function labelSelector(value: PlainObject, path: string): Selector {
  const equals: [string, string][] = [...labelsAt(value.matchLabels, `${path}.matchLabels`)];
  const tests: Test[] = [];
  const keys: string[] = equals.map(([key, text]) => JSON.stringify([key, 'In', text]));
  const texts: string[] = equals.map(([key, text]) => `${key}=${text}`);
  for (const [index, expression] of (objectsAt(value.matchExpressions, `${path}.matchExpressions`) ?? []).entries()) {
    const { key, operator, values } = requirement(expression, `${path}.matchExpressions[${index}]`);
    const [only] = values;
    if (operator === 'In' && values.length === 1 && only !== undefined) equals.push([key, only]);
    else tests.push(test(key, operator, new Set(values)));
    keys.push(JSON.stringify([key, operator, ...[...values].sort()]));
    texts.push(expressionText(key, operator, values));
  }
  if (keys.length === 0) return everything;
  return {
    key: [...new Set(keys)].sort().join(),
    text: texts.join(', '),
    equals,
    matches: (labels) =>
      equals.every(([key, text]) => labels.get(key) === text) && tests.every((matches) => matches(labels)),
  };
}

/** Like {@link labelSelector}, where a missing selector picks everything. */
export function labelSelectorOrAll(value: unknown, path: string): Selector {
  const object = objectAt(value, path);
  return object === undefined ? everything : labelSelector(object, path);
}

const operators = ['In', 'NotIn', 'Exists', 'DoesNotExist'] as const;
type Operator = (typeof operators)[number];

function requirement(expression: PlainObject, path: string) {
  const key = textAt(expression.key, `${path}.key`);
  if (key === undefined || key === '') throw new InvalidObject(`${path}.key is missing`);
  const operator = operators.find((each) => each === expression.operator);
  if (operator === undefined) {
    throw new InvalidObject(
      `${path}.operator is ${JSON.stringify(expression.operator)}; write one of ${operators.join(', ')}`,
    );
  }
  const values = textsAt(expression.values, `${path}.values`) ?? [];
  const asksValues = operator === 'In' || operator === 'NotIn';
  if (asksValues && values.length === 0) throw new InvalidObject(`${path}.values is empty, and ${operator} needs some`);
  if (!asksValues && values.length > 0) throw new InvalidObject(`${path}.values must be empty with ${operator}`);
  return { key, operator, values };
}

/** In the way of kubectl. */
function expressionText(key: string, operator: Operator, values: readonly string[]): string {
  switch (operator) {
    case 'In':
      return values.length === 1 ? `${key}=${values[0]}` : `${key} in (${values.join(', ')})`;
    case 'NotIn':
      return `${key} notin (${values.join(', ')})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
  }
}

/** NotIn also picks what has no such label. */
function test(key: string, operator: Operator, values: ReadonlySet<string>): Test {
  switch (operator) {
    case 'In':
      return (labels) => values.has(labels.get(key) ?? '') && labels.has(key);
    case 'NotIn':
      return (labels) => !labels.has(key) || !values.has(labels.get(key) ?? '');
    case 'Exists':
      return (labels) => labels.has(key);
    case 'DoesNotExist':
      return (labels) => !labels.has(key);
  }
}

/** What both selectors pick. */
export function both(a: Selector, b: Selector): Selector {
  if (a.key === '') return b;
  if (b.key === '') return a;
  return {
    key: `(${a.key})&(${b.key})`,
    text: `${a.text}, ${b.text}`,
    equals: [...a.equals, ...b.equals],
    matches: (labels) => a.matches(labels) && b.matches(labels),
  };
}
