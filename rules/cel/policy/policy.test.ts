import { CelCompileError } from '../environment';
import { compilePolicyExpression } from './environment';
import { failures, truths, variables } from './expressions-for-test';
import { toCel } from './values';

const values = Object.fromEntries(
  Object.entries(variables).map(([name, expression]) => [name, compilePolicyExpression(expression)({})]),
);
const evaluated = (expression: string) => compilePolicyExpression(expression)({ oldObject: null, variables: values });

describe('expressions of admission policies', () => {
  test.each(truths)('%s', (expression) => {
    expect(evaluated(expression)).toBe(true);
  });

  test.each(failures)('%s fails', (expression, message) => {
    expect(() => evaluated(expression)).toThrow(message);
  });

  test.each([
    ['authorizer.group("").resource("pods").check("get").allowed()', 'authorizer asks a server who may do what'],
    ['url("https://x").getHost() == "x"', 'the function getHost is not known here'],
    ['semver("1.2.3").major() == 1', 'the function major is not known here'],
    ['format.dns1123Label().validate("x").hasValue()', 'the function validate is not known here'],
    ['[1].all(i, v, v > i)', ''],
    ['cel.bind(x, 1, x == 1)', 'the function bind is not known here'],
    ['object.a ==', ''],
    ['nothing.a', 'Unknown variable: nothing'],
  ])('%s is refused', (expression, message) => {
    expect(() => compilePolicyExpression(expression)).toThrow(CelCompileError);
    expect(() => compilePolicyExpression(expression)).toThrow(message);
  });

  it('takes no longer for hostile patterns', () => {
    const began = performance.now();
    const hostile = { object: { text: `${'a'.repeat(5000)}b` } };
    expect(compilePolicyExpression('object.text.matches("^(a+)+$")')(hostile)).toBe(false);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('toCel', () => {
  it('shows whole numbers as ints', () => {
    expect(toCel({ a: 1, b: 1.5, c: null, d: [1, null], e: 'x' })).toEqual({
      a: 1n,
      b: 1.5,
      c: null,
      d: [1n, null],
      e: 'x',
    });
  });

  it('shows what an object has by itself as mere keys', () => {
    expect(toCel(JSON.parse('{"__proto__": 1, "constructor": 2}'))).toEqual(
      new Map([
        ['__proto__', 1n],
        ['constructor', 2n],
      ]),
    );
  });
});
