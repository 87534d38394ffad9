import type { JsonObject } from '@palisade/rules';
import { isUnknown } from './unknown';

/** How the SDK's proxy hands out what it stands before. */
const target = '__getSpecialProxyTarget';

/**
 * A resource's properties without the SDK's proxy, to be read and not to be changed: what stands behind it where all is
 * known, or else a {@link plainCopy}.
 */
export function plain(properties: JsonObject): JsonObject {
  const behind = properties[target];
  return typeof behind === 'object' && behind !== null && isKnown(behind)
    ? (behind as JsonObject)
    : plainCopy(properties);
}

function isKnown(value: unknown): boolean {
  if (typeof value === 'string') return !isUnknown(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isKnown);
}

/**
 * A plain copy of a resource's properties, which is read far faster than the SDK's proxy. What the proxy throws when a value
 * is read that a preview cannot know yet, the copy throws when that value is read, and not before.
 */
export function plainCopy(properties: JsonObject): JsonObject {
  return copyOf(properties) as JsonObject;
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const copy: object = Array.isArray(value) ? [] : {};
  for (const key of Object.keys(value)) {
    const held = read(value as JsonObject, key);
    const described = held instanceof Unreadable ? { get: held.raise } : { value: held, writable: true };
    // Defined, not assigned: a key named __proto__ is a key like any other.
    Object.defineProperty(copy, key, { ...described, enumerable: true, configurable: true });
  }
  return copy;
}

/** Stands for a value that throws when it is read. */
class Unreadable {
  readonly raise: () => never;

  constructor(error: unknown) {
    this.raise = () => {
      throw error;
    };
  }
}

function read(source: JsonObject, key: string): unknown {
  let value: unknown;
  try {
    value = source[key];
  } catch (error) {
    return new Unreadable(error);
  }
  return copyOf(value);
}
