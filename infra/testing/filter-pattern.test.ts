import { matches } from './filter-pattern';

test.each([
  ['{ $.a = "x" }', { a: 'x' }, true],
  ['{ $.a = "x" }', { a: 'xy' }, false],
  ['{ $.a = "x*" }', { a: 'xy' }, true],
  ['{ $.a = "a.c" }', { a: 'abc' }, false],
  ['{ $.a != "x*" }', { a: 'xy' }, false],
  ['{ $.a.b[1].c = 2 }', { a: { b: [{}, { c: 2 }] } }, true],
  ['{ $.a < 400 }', { a: 200 }, true],
  ['{ $.a < 400 }', { a: 400 }, false],
  ['{ $.a < 400 }', {}, false],
  ['{ $.a >= 400 }', { a: 400 }, true],
  ['{ $.a = 1 || $.b = 1 && $.c = 1 }', { a: 1 }, true],
  ['{ ($.a = 1 || $.b = 1) && $.c = 1 }', { a: 1 }, false],
])('%s on %j: %s', (pattern, event, expected) => {
  expect(matches(pattern, event, false)).toBe(expected);
  expect(matches(pattern, event, true)).toBe(expected);
});

test('a field that is not there differs or not, as told', () => {
  expect(matches('{ $.a != "x" }', {}, true)).toBe(true);
  expect(matches('{ $.a != "x" }', {}, false)).toBe(false);
});

test.each([
  ['no braces', '$.a = "x"', 'found $.a where { was expected in $.a = "x"'],
  ['a wildcard index', '{ $.a[*] = "x" }', 'cannot read \'[*] = "x" }\''],
  ['a word without quotes', '{ $.a = x }', "cannot read ' x }'"],
  ['an open parenthesis', '{ ($.a = "x" }', 'found } where ) was expected in { ($.a = "x" }'],
  ['an order of strings', '{ $.a < "x" }', '< compares numbers, and "x" is none'],
  ['something after the end', '{ $.a = 1 } }', 'found } after the end of { $.a = 1 } }'],
])('refuses %s', (_name, pattern, message) => {
  expect(() => matches(pattern, {}, false)).toThrow(new SyntaxError(message));
});
