import type { JsonObject } from '@palisade/rules';

/**
 * Merges a patch into a value, in place, so that what the value holds elsewhere (secrets, what is not known yet) is neither
 * read nor copied. Objects are merged, and an object into a list by index; all else replaces.
 */
export function mergeInto(target: object, patch: JsonObject): void {
  const held = target as Record<string, unknown>;
  for (const [key, value] of Object.entries(patch)) {
    const before = isObject(value) ? held[key] : undefined;
    if (isObject(value) && typeof before === 'object' && before !== null) mergeInto(before, value);
    else held[key] = value;
  }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
