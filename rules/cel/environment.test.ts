import { compile } from './environment';

/** Compiles and runs an expression of Kubernetes rules. */
function evaluated(cel: string, object: unknown): unknown {
  return compile(cel, { dialect: 'kubernetes', type: 'dyn' })({ object });
}

describe('what rules rely on, as in the API server', () => {
  test.each<[string, unknown, unknown]>([
    ['object.?a.?b.orValue(1) == 1', {}, true],
    ['object.?a.?b.hasValue()', { a: { b: false } }, true],
    ['object.?a.?b.hasValue()', { a: {} }, false],
    ['object.?a.or(object.?b).orValue("c")', { b: 'b' }, 'b'],
    ['object.a == 0', { a: 0 }, true],
    ['object.a != 0', { a: 1 }, true],
    ['object.a == "1"', { a: 1 }, false],
    ['object.a in ["x", "y"]', { a: 'y' }, true],
    ['object.a in ["x", "y"]', { a: 1 }, false],
    ['"x" in object.a', { a: ['y', 'x'] }, true],
    ['"x" in object.a', { a: { x: 1 } }, true],
    ['"x" in object.a', { a: { y: 1 } }, false],
    ['object.a.size() == 2', { a: ['y', 'x'] }, true],
    ['object.a.size() == 2', { a: { x: 1, y: 2 } }, true],
    ['object.a.size() == 2', { a: 'xy' }, true],
    ['object.a.all(x, x > 0)', { a: [] }, true],
    ['object.a.exists(x, x.b) || object.c', { a: [{}], c: true }, true],
    ['!object.a && object.b', { a: false, b: true }, true],
    ['object.a.map(x, x.n).join("/")', { a: [{ n: 'p' }, { n: 'q' }] }, 'p/q'],
    ['cidr(object.a).prefixLength() == 0', { a: '0.0.0.0/0' }, true],
    ['[object.?a, object.?b].all(x, x.?c.orValue("") == "")', { b: { d: 1 } }, true],
    ['object.a.lowerAscii()', { a: 'ÄBC' }, 'Äbc'],
    ['object.a.split("")', { a: 'a😀' }, ['a', '😀']],
    ['object.a.split("")', { a: '' }, []],
    ['object.a.split(":")', { a: 'a:b' }, ['a', 'b']],
    ['object.a.lastIndexOf(":")', { a: '😀:b' }, 1n],
    ['object.a.lastIndexOf(":")', { a: 'ab' }, -1n],
    ['object.a.substring(1)', { a: '😀bc' }, 'bc'],
    ['object.a.substring(1, 2)', { a: 'abc' }, 'b'],
    ['object.a.substring(0, 2)', { a: '😀😀' }, '😀😀'],
  ])('%s on %j', (cel, object, expected) => {
    expect(evaluated(cel, object)).toEqual(expected);
  });

  test.each<[string, unknown, string]>([
    ['object.a == 1', {}, 'No such key: a'],
    ['object.a && true', { a: 'x' }, 'Logical operator requires bool operands'],
    ['!object.a', { a: 'x' }, 'no such overload'],
    ['cidr(object.a).prefixLength() == 0', { a: 'x' }, 'network address parse error: "x"'],
    ['cidr(object.a).prefixLength() == 0', { a: 1 }, 'found no matching overload'],
    ['"x" in object.a', { a: 'x' }, 'no such overload'],
    ['object.a.substring(0, 4)', { a: '😀😀' }, 'substring from 0 to 4 of a text of 2 characters'],
    ['object.a.substring(2)', { a: 'a' }, 'substring from 2 to 1 of a text of 1 characters'],
    ['object.a.split(":")', { a: 1 }, 'found no matching overload'],
    ['object.a.lowerAscii()', { a: ['x'] }, 'found no matching overload'],
    ['object.a.size() == 1', { a: 1 }, 'found no matching overload'],
  ])('%s on %j fails', (cel, object, message) => {
    expect(() => evaluated(cel, object)).toThrow(message);
  });
});

describe('expressions that cannot be part of a rule', () => {
  test.each([
    ['is no bool', 'object.?data.orValue("")', /is dyn, not bool; .* end it in "== true"/s],
    ['uses regular expressions', 'object.kind.matches("^(a+)+$")', /the function matches is not known to behave alike/],
    ['uses a function of AWS rules', 'int("1") == 1', /the function int is not known to behave alike/],
    ['names an unknown variable', 'objekt.kind == "x"', /Unknown variable: objekt/],
    ['does not parse', 'object.kind ==', /in: object\.kind ==/s],
  ])('one that %s', (_, cel, message) => {
    expect(() => compile(cel, { dialect: 'kubernetes', type: 'bool' })).toThrow(message);
  });
});
