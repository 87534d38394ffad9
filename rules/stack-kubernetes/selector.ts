import { property } from '../pods';

/**
 * Whether a label selector selects what has the labels, as Kubernetes says: every one of `matchLabels` and
 * `matchExpressions` holds, and a selector without either selects all. A missing selector selects nothing.
 */
export function selects(selector: unknown, labels: unknown): boolean {
  if (typeof selector !== 'object' || selector === null) return false;
  const wanted = Object.entries(property(selector, 'matchLabels') ?? {});
  const expressions = property(selector, 'matchExpressions');
  return (
    wanted.every(([key, value]) => property(labels, key) === value) &&
    (!Array.isArray(expressions) || expressions.every((expression) => holds(expression, labels)))
  );
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
