import { types } from 'node:util';

/** No rule looks deeper than a fixed path, so what lies beneath this depth cannot change a verdict. */
const deepest = 100;
/** Far above any real manifest; what YAML anchors can blow a few lines up to lies above it. */
const most = 1_000_000;

/** Input that is too large to be judged; see the limit in the message. */
export class TooLargeError extends Error {
  override readonly name = 'TooLargeError';
}

/**
 * Brings any value into the form the API server would judge: no nulls and undefineds in objects (built-in types drop
 * them), dates and bytes as the strings they stand for, nothing deeper than 100 levels. A value that is in that form
 * already is returned itself, not a copy.
 *
 * Whatever a property of the input throws when read (a value that a preview does not know yet) is thrown again by
 * the copy, and only when an expression reads that property.
 *
 * @returns undefined where nothing is left.
 * @throws TooLargeError above 1,000,000 values.
 */
export function snapshot(value: unknown): unknown {
  return isCleanOrThrows(value) ? value : copy(value, 0, { left: most });
}

function isCleanOrThrows(value: unknown): boolean {
  try {
    return isClean(value, 0, { left: most });
  } catch (error) {
    if (error instanceof TooLargeError) throw error;
    return false;
  }
}

interface Budget {
  left: number;
}

function spend(budget: Budget): void {
  budget.left -= 1;
  if (budget.left < 0) throw new TooLargeError(`holds more than ${most.toLocaleString('en')} values`);
}

function isClean(value: unknown, depth: number, budget: Budget): boolean {
  if (typeof value !== 'object') return isScalar(value);
  if (value === null || depth > deepest || types.isProxy(value)) return false;
  spend(budget);
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isClean(value[i], depth + 1, budget)) return false;
    return true;
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  for (const key of Object.keys(value)) {
    if (isTrap(key) || !isClean((value as Record<string, unknown>)[key], depth + 1, budget)) return false;
  }
  return true;
}

function isScalar(value: unknown): boolean {
  return (
    typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint'
  );
}

/** Keys that would be taken for the object's own machinery in a plain object; a Map holds them as mere keys. */
function isTrap(key: string): boolean {
  return key === 'constructor' || key === '__proto__';
}

function copy(value: unknown, depth: number, budget: Budget): unknown {
  if (typeof value !== 'object') return isScalar(value) ? value : undefined;
  if (value === null || depth > deepest) return undefined;
  spend(budget);
  if (types.isDate(value)) return Number.isNaN(value.getTime()) ? undefined : value.toISOString();
  if (types.isUint8Array(value)) return Buffer.from(value).toString('base64');
  const keys = Object.keys(value);
  const source = value as Record<string, unknown>;
  if (Array.isArray(value)) {
    const list: unknown[] = [];
    for (let i = 0; i < value.length; i++) define(list, i, source, depth, budget, null);
    return list;
  }
  if (keys.some(isTrap)) {
    return new Map(
      keys.map((key) => [key, copy(source[key], depth + 1, budget)] as const).filter(([, held]) => held !== undefined),
    );
  }
  const object = {};
  for (const key of keys) define(object, key, source, depth, budget, undefined);
  return object;
}

function define(
  target: object,
  key: string | number,
  source: Record<string, unknown>,
  depth: number,
  budget: Budget,
  absent: null | undefined,
): void {
  let held: unknown;
  try {
    held = source[key];
  } catch (error) {
    const get = (): never => {
      throw error;
    };
    Object.defineProperty(target, key, { get, enumerable: true });
    return;
  }
  const copied = copy(held, depth + 1, budget) ?? absent;
  if (copied !== undefined) (target as Record<string | number, unknown>)[key] = copied;
}
