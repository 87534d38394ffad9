import { jsonParts, LongList } from './json-parts';

const whole = (value: unknown) => [...jsonParts(value)].join('').trimEnd();

it.each([
  [{}],
  [{ a: [], b: {}, c: null, d: 'x\n"y"', e: [1, 'two', { three: [true] }], f: undefined, 'g h': [[], [{}]] }],
  ['text'],
])('writes %j as JSON.stringify does', (value) => {
  expect(whole(value)).toBe(JSON.stringify(value, null, 2));
});

it.each([0, 1, 999, 1000, 1001, 2500])('writes a list of %i as JSON.stringify does, in parts', (count) => {
  const items = Array.from({ length: count }, (_, index) => index);
  const write = (index: number) => ({ index, text: 'a\nb', none: [] });
  const parts = [...jsonParts({ runs: [{ results: new LongList(items, write) }], last: 1 })];
  expect(parts.join('')).toBe(`${JSON.stringify({ runs: [{ results: items.map(write) }], last: 1 }, null, 2)}\n`);
  expect(parts.length).toBeGreaterThanOrEqual(Math.ceil(count / 1000));
});
