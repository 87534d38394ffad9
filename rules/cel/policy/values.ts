/** Deeper than any schema nests. */
const deepest = 100;

/**
 * JSON as the API server shows it to CEL: whole numbers are ints, others doubles. Keys that an object has by itself (`constructor`) make it a Map.
 */
export function toCel(value: unknown, depth = 0): unknown {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null || depth > deepest) return value ?? null;
  if (Array.isArray(value)) return value.map((item) => toCel(item, depth + 1));
  const entries = Object.entries(value).map(([key, held]) => [key, toCel(held, depth + 1)] as const);
  const isTrap = entries.some(([key]) => key === 'constructor' || key === '__proto__');
  return isTrap ? new Map(entries) : Object.fromEntries(entries);
}

/** CEL's equality of plain values: numbers of all types alike, lists and maps by what they hold. */
export function equal(a: unknown, b: unknown): boolean {
  if (isNumber(a) && isNumber(b)) return !(a < b || a > b);
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, i) => equal(item, b[i]));
  const [left, right] = [entriesOf(a), entriesOf(b)];
  if (left === undefined || right === undefined) return a === b;
  return left.size === right.size && [...left].every(([key, held]) => right.has(key) && equal(held, right.get(key)));
}

/** -1, 0 or 1; undefined where the two have no order between them. */
export function compare(a: unknown, b: unknown): number | undefined {
  if ((isNumber(a) && isNumber(b)) || (typeof a === 'boolean' && typeof b === 'boolean')) {
    return a < b ? -1 : a > b ? 1 : 0;
  }
  if (typeof a !== 'string' || typeof b !== 'string') return undefined;
  // By code point, which is not the order of UTF-16.
  const order = Buffer.compare(Buffer.from(a), Buffer.from(b));
  return order;
}

function isNumber(value: unknown): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

function entriesOf(value: unknown): Map<unknown, unknown> | undefined {
  if (value instanceof Map) return value;
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return undefined;
  return new Map(Object.entries(value));
}
