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
    ['object.?a.orValue(0) == "50%"', { a: '50%' }, true],
    ['object.?a.orValue(["x"]).size()', { a: [] }, 0n],
    ['object.?a.orValue(false)', { a: true }, true],
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
    ['has(object.a.b)', { a: { b: 0 } }, true],
    ['has(object.a.b)', { a: {} }, false],
    ['has(object.?a.b)', {}, false],
    ['has(object.?a.b.c)', { a: { b: { c: 1 } } }, true],
    ['object.a + 1 == 3 && object.a % 2 == 0 && object.a / 4 == 0', { a: 2 }, true],
    ['object.a + 1.0 == 2.5', { a: 1.5 }, true],
    ['object.?a.orValue(0) - 1', { a: 2 }, 1n],
    ['object.?a[?"b"].orValue(0) - 1', { a: { b: 2 } }, 1n],
    ['object.a.all(x, x % 2 == 1)', { a: [1, 3] }, true],
    ['object.a[0] * 2', { a: [4] }, 8n],
    ['object.a[?0].orValue(0) * 2', { a: [4] }, 8n],
    ['object.a[?1].hasValue()', { a: [4] }, false],
    ['object.?a.b.hasValue()', { a: {} }, false],
    ['["k"] in object.a', { a: { k: 1 } }, false],
    ['object.a == 1 && object.a != 2 && object.a in [1] && object.a == 1.0', { a: 1 }, true],
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
    ['has(object.a.b)', { a: ['b'] }, '"b" was looked for in a list, where an object belongs'],
    ['has(object.a.b)', { a: 'b' }, '"b" was looked for in a string, where an object belongs'],
    ['has(object.a.b.c)', { a: {} }, 'No such key: b'],
    ['object.?a.?b.hasValue()', { a: 'b' }, '"b" was looked for in a string, where an object belongs'],
    ['object.?a.b.hasValue()', { a: ['b'] }, '"b" was looked for in a list, where an object belongs'],
    ['object.?a["b"].hasValue()', { a: 1 }, '"b" was looked for in a number, where an object belongs'],
    ['object.a[?"b"].hasValue()', { a: ['b'] }, '"b" is no place in a list'],
    ['object.a[?0.5].hasValue()', { a: ['b'] }, '0.5 is no place in a list'],
    ['object.a[?"b"].hasValue()', { a: true }, '"b" was looked for in a boolean, where an object belongs'],
    ['object.a[object.b] == 1', { a: { k: 1 }, b: ['k'] }, 'a list or an object cannot be a key'],
    ['object.a[?object.b].hasValue()', { a: { k: 1 }, b: {} }, 'a list or an object cannot be a key'],
    ['object.a + 1.0 == 2.0', { a: 1 }, 'no such overload'],
    ['object.?a.orValue(false) == false', { a: 'true' }, '"a" is a string, where a boolean belongs'],
    ['object.?a.?b.orValue([]).size() == 0', { a: { b: {} } }, '"b" is an object, where a list belongs'],
    ['object.?a.orValue({}).size() == 0', { a: [] }, '"a" is a list, where an object belongs'],
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
