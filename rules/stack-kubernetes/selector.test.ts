import { Selectors, selects } from './selector';

const labels = { app: 'web', tier: 'front' };
const expression = (key: string, operator: string, ...values: string[]) => ({
  matchExpressions: [{ key, operator, ...(values.length > 0 ? { values } : {}) }],
});

test.each<[string, unknown, boolean]>([
  ['an empty selector', {}, true],
  ['no selector', undefined, false],
  ['a label it has', { matchLabels: { app: 'web' } }, true],
  ['a label with another value', { matchLabels: { app: 'api' } }, false],
  ['a label it lacks', { matchLabels: { app: 'web', zone: 'a' } }, false],
  ['one of some values', expression('app', 'In', 'api', 'web'), true],
  ['one of other values', expression('app', 'In', 'api'), false],
  ['none of some values', expression('app', 'NotIn', 'web'), false],
  ['none of some values, without the label', expression('zone', 'NotIn', 'a'), true],
  ['a label at all', expression('tier', 'Exists'), true],
  ['no such label', expression('tier', 'DoesNotExist'), false],
  ['an operator that there is not', expression('tier', 'Like', 'front'), false],
  ['a label of a name that objects have by themselves', { matchLabels: new Map([['constructor', 'x']]) }, false],
])('%s', (_, selector, expected) => {
  expect(selects(selector, labels)).toBe(expected);
  expect(new Selectors([selector]).anySelects(labels)).toBe(expected);
});

test('of many selectors, the one that selects is found', () => {
  const others = Array.from({ length: 100 }, (_, i) => ({ matchLabels: { app: `app-${i}` } }));
  const partly = { matchLabels: { app: 'web', zone: 'a' } };
  expect(new Selectors([...others, partly]).anySelects(labels)).toBe(false);
  expect(new Selectors([...others, partly, { matchLabels: { app: 'web' } }]).anySelects(labels)).toBe(true);
  expect(new Selectors([...others, {}]).anySelects(labels)).toBe(true);
  expect(new Selectors([...others, {}]).anySelects(undefined)).toBe(true);
  expect(new Selectors([]).anySelects(labels)).toBe(false);
});

test('a hundred thousand selectors and as many labels take no minutes', () => {
  const began = performance.now();
  const all = new Selectors(Array.from({ length: 100_000 }, (_, i) => ({ matchLabels: { app: `a-${i}` } })));
  const selected = Array.from({ length: 100_000 }, (_, i) => all.anySelects({ app: `a-${i}`, tier: 'front' }));
  expect(selected.every((each) => each)).toBe(true);
  expect(performance.now() - began).toBeLessThan(10_000);
});
