import { CelCompileError } from '../environment';
import { compilePolicyExpression } from './environment';
import { toCel } from './values';

const evaluated = (expression: string, object: unknown = {}) =>
  compilePolicyExpression(expression)({ object: toCel(object), oldObject: null, variables: {} });

// test/policies.test.ts holds the same expressions against a real API server.
describe('expressions of admission policies', () => {
  test.each<[string, unknown]>([
    ['object.n + 1 == 3', true],
    ['object.n % 2 == 0', true],
    ['object.n / 2 == 1 && object.d < 1.0', true],
    ['type(object.n) == int && type(object.d) == double', true],
    ['object.text.matches("^a+$") || object.text.matches("(?i)^ABC")', true],
    ['matches(object.text, "b")', true],
    ['object.text.find("[a-z]{2}") == "ab" && "x1y22".findAll("[0-9]+") == ["1", "22"]', true],
    ['"x1y22".findAll("[0-9]+", 1) == ["1"]', true],
    ['object.text.charAt(1) == "b" && "aXbXc".replace("X", "-") == "a-b-c"', true],
    ['"aXbXc".replace("X", "-", 1) == "a-bXc" && "ab".replace("", "-") == "-a-b-"', true],
    ['[1, 2, 2].isSorted() && ![2, 1].isSorted() && [1, 2].sum() == 3', true],
    ['["b", "a"].min() == "a" && [1, 3].max() == 3 && [1, 2, 1].lastIndexOf(1) == 2', true],
    ['object.list.indexOf("y") == 1 && [1, 1].distinct() == [1] && [2, 1].sort() == [1, 2]', true],
    ['[[1], [2]].flatten() == [1, 2] && [1, 2].reverse() == [2, 1] && [1, 2, 3].slice(1, 2) == [2]', true],
    ['quantity("1.5Gi") == quantity("1536Mi") && quantity("100m").isLessThan(quantity("1"))', true],
    ['quantity("50k").add(20).sub(quantity("20")).asInteger() == 50000', true],
    ['isQuantity("1e3") && !isQuantity("200K") && !isQuantity("") && quantity("-1").sign() == -1', true],
    ['quantity("200M").compareTo(quantity("0.2G")) == 0 && !quantity("1m").isInteger()', true],
    ['"%s has %d of %.1f".format(["a", 2, 0.25]) == "a has 2 of 0.2"', true],
    ['"%s %s %b %x %X%%".format([[1, true], {"k": null}, 5, 255, 255]) == "[1, true] {k: null} 101 ff FF%"', true],
    ['sets.contains([1, 2], [2]) && sets.equivalent([1, 1], [1]) && !sets.intersects([1], [2])', true],
    ['duration("1h") > duration("30m") && timestamp("2026-01-01T00:00:00Z") < timestamp("2026-01-02T00:00:00Z")', true],
    ['has(object.text) && !has(object.nothing) && object.?nothing.orValue("x") == "x"', true],
    ['oldObject == null', true],
    ['isIP("10.0.0.1") && cidr("10.0.0.0/8").containsIP("10.1.1.1")', true],
  ])('%s', (expression, expected) => {
    expect(evaluated(expression, { n: 2, d: 0.5, text: 'abc', list: ['x', 'y'] })).toBe(expected);
  });

  test.each([
    ['object.nothing == 1', 'No such key: nothing'],
    ['"a".matches("(")', '"(" is no regular expression'],
    ['quantity("x").isInteger()', 'quantities must match the pattern of Kubernetes: "x"'],
    ['quantity("1m").asInteger() == 1', 'cannot convert value to integer'],
    ['[].max() == 1', 'max called on empty list'],
    ['[1, 2].slice(1, 3) == []', 'cannot slice(1, 3), list is of length 2'],
    ['"%d".format(["x"]) == ""', 'error during formatting: %d does not fit what stands for it'],
    ['"%s".format([]) == ""', 'index 0 out of range'],
  ])('%s fails', (expression, message) => {
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
    expect(evaluated('object.text.matches("^(a+)+$")', { text: `${'a'.repeat(5000)}b` })).toBe(false);
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('toCel', () => {
  it('shows whole numbers as ints, and no nulls in objects', () => {
    expect(toCel({ a: 1, b: 1.5, c: null, d: [1, null], e: 'x' })).toEqual({ a: 1n, b: 1.5, d: [1n, null], e: 'x' });
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
