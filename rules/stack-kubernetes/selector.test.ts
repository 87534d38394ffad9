import { selects } from './selector';

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
])('%s', (_, selector, expected) => {
  expect(selects(selector, labels)).toBe(expected);
});
