import { EvaluationError } from '@marcbachmann/cel-js';
import { compare, equal } from './values';

type List = readonly unknown[];
type Add = (signature: string, handler: (...values: never[]) => unknown) => void;

/** List functions of the API server that cel-js has not. */
export function addListFunctions(add: Add): void {
  add('list.isSorted(): bool', (list: List) => list.every((item, i) => i === 0 || order(list[i - 1], item) <= 0));
  add('list.sum(): dyn', sum);
  add('list.min(): dyn', (list: List) => extreme(list, -1));
  add('list.max(): dyn', (list: List) => extreme(list, 1));
  add('list.indexOf(dyn): int', (list: List, item: unknown) => BigInt(list.findIndex((each) => equal(each, item))));
  add('list.lastIndexOf(dyn): int', (list: List, item: unknown) =>
    BigInt(list.findLastIndex((each) => equal(each, item))),
  );
  add('list.distinct(): list<dyn>', (list: List) =>
    list.filter((item, i) => list.findIndex((e) => equal(e, item)) === i),
  );
  add('list.reverse(): list<dyn>', (list: List) => [...list].reverse());
  add('list.sort(): list<dyn>', (list: List) => [...list].sort(order));
  add('list.flatten(): list<dyn>', (list: List) => list.flat());
  add('list.slice(int, int): list<dyn>', slice);
}

function order(a: unknown, b: unknown): number {
  const found = compare(a, b);
  if (found === undefined) throw new EvaluationError('no such overload: the items of the list have no order');
  return found;
}

function sum(list: List): unknown {
  return list.reduce((total: unknown, item) => {
    if (typeof total === 'bigint' && typeof item === 'bigint') return total + item;
    if (typeof item === 'number' && (typeof total === 'number' || total === 0n)) return Number(total) + item;
    throw new EvaluationError('no such overload: the items of the list are no numbers of one type');
  }, 0n);
}

function extreme(list: List, sign: 1 | -1): unknown {
  if (list.length === 0) throw new EvaluationError(`${sign > 0 ? 'max' : 'min'} called on empty list`);
  return list.reduce((best, item) => (order(item, best) === sign ? item : best));
}

function slice(list: List, start: bigint, end: bigint): List {
  if (start < 0n || end < start || end > BigInt(list.length)) {
    throw new EvaluationError(`cannot slice(${start}, ${end}), list is of length ${list.length}`);
  }
  return list.slice(Number(start), Number(end));
}

/** The functions of `sets`, by name. */
export const setFunctions: { readonly [name: string]: (a: List, b: List) => boolean } = {
  contains: (a, b) => b.every((item) => a.some((each) => equal(each, item))),
  equivalent: (a, b) =>
    b.every((item) => a.some((each) => equal(each, item))) && a.every((item) => b.some((each) => equal(each, item))),
  intersects: (a, b) => a.some((item) => b.some((each) => equal(each, item))),
};
