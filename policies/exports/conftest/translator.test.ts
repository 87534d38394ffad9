import { Untranslatable } from '../untranslatable';
import type { Scope } from './scope';
import { Translator } from './translator';

const scope: Scope = new Map([
  ['object', { text: 'object', shape: 'value' }],
  ['rule', { text: 'rule', shape: 'value' }],
]);

function translated(expression: string): string {
  const translator = new Translator();
  return [...translator.predicate('holds', expression, scope), ...translator.helpers].join('\n');
}

test.each([
  ['a comparison', 'object.a == "x"', ['object.a == "x"']],
  ['its opposite, which is no `not`', '!(object.a == "x")', ['object.a != "x"']],
  ['a field with a name that Rego keeps', 'object.default == 1', ['object["default"] == 1']],
  ['what may be missing', 'object.?a.?b.orValue("") == ""', ['cel.get(object, ["a", "b"], "") == ""']],
  [
    'what may be missing, of a type that the fallback says',
    'object.?a.orValue(false) == object.?b.?c.orValue([])',
    ['cel.get_like(object, ["a"], false) == cel.get_like(object, ["b", "c"], [])'],
  ],
  [
    'the same of an optional',
    '[object.?a].all(x, x.?b.orValue({}).size() == 0)',
    [
      'elements := [cel.path(object, ["a"])]',
      'every x in elements {',
      '\tcount(cel.or_value_like(cel.path_from(x, ["b"]), {})) == 0',
      '}',
    ],
  ],
  ['a key that may be missing, of any type', 'object[?"a"].orValue([]) == 1', ['cel.get(object, ["a"], []) == 1']],
  ['a key that may be anything', 'object[?rule.a].hasValue()', ['count(cel.step([object], rule.a)) == 1']],
  ['a place in what may be missing', 'object.?a[?0].hasValue()', ['count(cel.step(cel.path(object, ["a"]), 0)) == 1']],
  ['what remains of a division', 'object.a % 2 == 0', ['cel.remainder(object.a, 2) == 0']],
  ['a division', 'object.a.size() / 2 == 1', ['cel.divided(count(object.a), 2) == 1']],
  ['what is added to a number that is one by its form', 'object.a.size() - 1 == 0', ['(count(object.a) - 1) == 0']],
  ['what is subtracted from what may be a double', 'object.a - 1 == 0', ['cel.subtracted(object.a, 1) == 0']],
  ['a negative double', 'object.a > -2.0', ['cel.compare(object.a, (0 - 2)) > 0']],
  ['whether it is there', '!object.?a[?"b"].hasValue()', ['count(cel.path(object, ["a", "b"])) == 0']],
  ['both of two', 'object.a && !object.b', ['object.a == true', 'object.b == false']],
  ['membership', '!(object.a in ["x"])', ['value := object.a', 'not value in ["x"]']],
  [
    'what holds for all',
    'object.a.all(x, x > 1)',
    ['elements := cel.elements(object.a)', 'every x in elements {', '\tcel.compare(x, 1) > 0', '}'],
  ],
  [
    'what does not hold for all',
    '!object.a.all(x, x.size() > 1)',
    ['elements := cel.elements(object.a)', 'some x in elements', 'count(x) <= 1'],
  ],
])('translates %s', (_, expression, statements) => {
  expect(translated(expression)).toBe(`holds(object, rule) if {\n${statements.map((line) => `\t${line}\n`).join('')}}`);
});

test('either of two makes a rule each', () => {
  expect(translated('object.a || rule.b')).toBe(
    'holds(object, rule) if {\n\tobject.a == true\n}\nholds(object, rule) if {\n\trule.b == true\n}',
  );
});

test('either of two within all makes a helper, of what it uses only', () => {
  expect(translated('object.a.all(x, x == 1 || x == rule.b)')).toBe(
    [
      'holds(object, rule) if {\n\telements := cel.elements(object.a)\n\tevery x in elements {\n\t\teither_1(rule, x)\n\t}\n}',
      'either_1(rule, x) if {\n\tx == 1\n}',
      'either_1(rule, x) if {\n\tx == rule.b\n}',
    ].join('\n'),
  );
});

test('a fallback that may fail says the type too', () => {
  expect(translated('object.?a.orValue([rule.b]).size() == 0')).toBe(
    [
      'holds(object, rule) if {\n\tcount(first_1(object, rule)) == 0\n}',
      'first_1(object, rule) := found[0] if {\n\tfound := cel.path(object, ["a"])\n\tcount(found) == 1\n\tis_array(found[0])\n}',
      'first_1(object, rule) := [rule.b] if {\n\tfound := cel.path(object, ["a"])\n\tcount(found) == 0\n}',
    ].join('\n'),
  );
});

test.each([
  ['object.a.matches("x")', 'the function matches'],
  ['object.a * 2.0 == 1.0', 'a double without a fraction in arithmetic'],
  ['object.a + -2.0 == 1.0', 'a double without a fraction in arithmetic'],
  ['other.a == 1', 'the variable other'],
  ['object.?a == 1', 'an optional is used as a value'],
  ['[object.?a, object.b].all(x, x == 1)', 'a list of optionals and values'],
])('refuses %s by name', (expression, reason) => {
  expect(() => translated(expression)).toThrow(new Untranslatable(reason));
});
