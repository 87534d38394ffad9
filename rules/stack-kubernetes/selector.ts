import { property } from '../pods';

/**
 * Whether a label selector selects what has the labels, as Kubernetes says: every one of `matchLabels` and
 * `matchExpressions` holds, and a selector without either selects all. A missing selector selects nothing.
 */
export function selects(selector: unknown, labels: unknown): boolean {
  if (typeof selector !== 'object' || selector === null) return false;
  const wanted = entriesOf(property(selector, 'matchLabels'));
  const expressions = property(selector, 'matchExpressions');
  return (
    wanted.every(([key, value]) => property(labels, key) === value) &&
    (!Array.isArray(expressions) || expressions.every((expression) => holds(expression, labels)))
  );
}

/** Many selectors, found by what they ask for: each against each takes minutes where there are tens of thousands. */
export class Selectors {
  readonly #byLabel = new Map<string, unknown[]>();
  /** Those that ask for no label by its value. */
  readonly #others: unknown[] = [];

  constructor(selectors: readonly unknown[]) {
    for (const selector of selectors) {
      const [label] = entriesOf(property(selector, 'matchLabels'));
      const key = label === undefined ? undefined : keyOf(...label);
      const group = key === undefined ? this.#others : this.#byLabel.get(key);
      if (group === undefined) this.#byLabel.set(key as string, [selector]);
      else group.push(selector);
    }
  }

  /** Whether any of them selects what has the labels. */
  anySelects(labels: unknown): boolean {
    const candidates = entriesOf(labels).flatMap(([key, value]) => this.#byLabel.get(keyOf(key, value)) ?? []);
    return [...candidates, ...this.#others].some((selector) => selects(selector, labels));
  }
}

/** A label called `constructor` makes a Map of its object. */
function entriesOf(labels: unknown): [string, unknown][] {
  return labels instanceof Map ? [...labels] : Object.entries(labels ?? {});
}

function keyOf(label: string, value: unknown): string {
  return JSON.stringify([label, value]);
}

function holds(expression: unknown, labels: unknown): boolean {
  const key = property(expression, 'key');
  const values = property(expression, 'values');
  const value = typeof key === 'string' ? property(labels, key) : undefined;
  const listed = Array.isArray(values) && values.includes(value);
  switch (property(expression, 'operator')) {
    case 'In':
      return listed;
    case 'NotIn':
      return !listed;
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}
