import type { JsonObject } from '@palisade/rules';

/**
 * A plain copy of a resource's properties. What the SDK's proxy throws when a value is read that a preview cannot know
 * yet, the copy throws when that value is read, and not before.
 *
 * Within an object, what is wholly known comes first: CEL looks at the first entry of a map to tell its type, and that
 * look must not decide that a rule cannot tell.
 */
export function knownFirst(properties: JsonObject): JsonObject {
  return objectOf(properties).value as JsonObject;
}

interface Copy {
  readonly value: unknown;
  /** False where something inside throws. */
  readonly known: boolean;
}

function copyOf(value: unknown): Copy {
  if (typeof value !== 'object' || value === null) return { value, known: true };
  return Array.isArray(value) ? listOf(value) : objectOf(value as JsonObject);
}

function objectOf(source: JsonObject): Copy {
  const value = {};
  const later: [string, Copy | Error][] = [];
  for (const key of Object.keys(source)) {
    const held = read(source, key);
    if (!(held instanceof Error) && held.known) set(value, key, held);
    else later.push([key, held]);
  }
  // Partly known before unknown.
  later.sort(([, a], [, b]) => Number(a instanceof Error) - Number(b instanceof Error));
  for (const [key, held] of later) set(value, key, held);
  return { value, known: later.length === 0 };
}

function listOf(source: readonly unknown[]): Copy {
  const value: unknown[] = [];
  let known = true;
  for (let index = 0; index < source.length; index++) {
    const held = read(source as unknown as JsonObject, index);
    if (held instanceof Error || !held.known) known = false;
    set(value, index, held);
  }
  return { value, known };
}

function read(source: JsonObject, key: string | number): Copy | Error {
  let value: unknown;
  try {
    value = source[key];
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  return copyOf(value);
}

function set(target: object, key: string | number, held: Copy | Error): void {
  if (held instanceof Error) {
    const get = (): never => {
      throw held;
    };
    Object.defineProperty(target, key, { get, enumerable: true, configurable: true });
  } else {
    Object.defineProperty(target, key, { value: held.value, enumerable: true, configurable: true, writable: true });
  }
}
