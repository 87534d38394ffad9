import { type Properties, UNKNOWN, type Value } from '../engine/provider';

/** A known string, or undefined for anything else, an unknown value among it. */
export function known(value: Value | undefined): string | undefined {
  return typeof value === 'string' && value !== UNKNOWN ? value : undefined;
}

/** A number, or undefined for anything else. */
export function number(value: Value | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** The known strings of a list; unknown ones are left out, and so is what is no list. */
export function strings(value: Value | undefined): string[] {
  return list(value).flatMap((item) => known(item) ?? []);
}

/** The items of a list that are objects, each with its index; unknown ones are left out. */
export function rows(value: Value | undefined): [index: number, row: Properties][] {
  return list(value).flatMap((item, index) =>
    typeof item === 'object' && item !== null && !Array.isArray(item) ? [[index, item]] : [],
  );
}

/** The items of a list; empty for what is no list. */
export function list(value: Value | undefined): Value[] {
  return Array.isArray(value) ? value : [];
}

/** The members of an object; empty for what is none. */
export function table(value: Value | undefined): Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : {};
}

/** Equal by structure; the order of an object's members does not count. */
export function same(left: Value | undefined, right: Value | undefined): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => same(item, right[index]));
  }
  if (typeof left !== 'object' || typeof right !== 'object') return false;
  if (left === null || right === null || Array.isArray(left) || Array.isArray(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && same(left[name], right[name]))
  );
}

/** Without the members that are undefined, for outputs put together from what may be absent. */
export function present(properties: Record<string, Value | undefined>): Properties {
  const out: Properties = {};
  for (const [name, value] of Object.entries(properties)) if (value !== undefined) out[name] = value;
  return out;
}
