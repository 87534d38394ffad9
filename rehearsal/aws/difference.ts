import type { DiffResult, Properties, Value } from '../engine/provider';
import { DEFAULTS } from './checking';
import type { Field, Fields } from './fields';
import type { TypeSpec } from './spec';
import { same } from './values';

type Verdict = 'same' | 'changed' | 'replaced';

/** Which inputs differ, and which of them AWS can't change on what exists. */
export function difference(spec: TypeSpec, olds: Properties, news: Properties): DiffResult {
  const changed: string[] = [];
  const replaces = new Set<string>();
  for (const name of Object.keys({ ...olds, ...news })) {
    if (name === DEFAULTS) continue;
    const field = spec.inputs[name];
    const verdict = field ? compare(field, olds[name], news[name]) : 'same';
    if (verdict !== 'same') changed.push(name);
    if (verdict === 'replaced') replaces.add(name);
  }
  if (changed.length > 0) for (const name of spec.replaces?.(olds, news) ?? []) replaces.add(name);
  return {
    changed,
    replaces: [...replaces],
    deleteBeforeReplace: replaces.size > 0 && (spec.deleteBeforeReplace === true || keepsItsName(spec, olds, news)),
  };
}

/** A name that somebody chose stands in the way of the new one; one that was made up is made up anew. */
function keepsItsName({ naming }: TypeSpec, olds: Properties, news: Properties): boolean {
  if (!naming) return false;
  const made = Array.isArray(news[DEFAULTS]) && news[DEFAULTS].includes(naming.property);
  return !made && same(olds[naming.property], news[naming.property]);
}

function compare(field: Field, left: Value | undefined, right: Value | undefined): Verdict {
  if (same(left, right) || (field.json && sameJson(left, right))) return 'same';
  if (field.replaces) return 'replaced';
  if (Array.isArray(left) && Array.isArray(right)) {
    const { item } = field;
    if (!item) return 'changed';
    const pairs = Array.from({ length: Math.max(left.length, right.length) }, (_, index) => index);
    return worst(pairs.map((index) => compare(item, left[index], right[index])));
  }
  if (isTable(left) || isTable(right)) {
    return compareFields(field, isTable(left) ? left : {}, isTable(right) ? right : {});
  }
  return 'changed';
}

function compareFields(field: Field, left: Properties, right: Properties): Verdict {
  const fields: Fields = field.fields ?? {};
  const names = Object.keys({ ...left, ...right });
  const verdict = worst(
    names.map((name) => {
      const inner = fields[name];
      return inner ? compare(inner, left[name], right[name]) : same(left[name], right[name]) ? 'same' : 'changed';
    }),
  );
  return verdict === 'same' ? 'changed' : verdict;
}

function worst(verdicts: Verdict[]): Verdict {
  if (verdicts.includes('replaced')) return 'replaced';
  return verdicts.includes('changed') ? 'changed' : 'same';
}

function isTable(value: Value | undefined): value is Properties {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sameJson(left: Value | undefined, right: Value | undefined): boolean {
  if (typeof left !== 'string' || typeof right !== 'string') return false;
  try {
    return same(JSON.parse(left), JSON.parse(right));
  } catch {
    return false;
  }
}
