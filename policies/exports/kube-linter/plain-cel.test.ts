import { Untranslatable } from '../untranslatable';
import { plainCel } from './plain-cel';

test.each([
  ['object.a', 'subject.a'],
  ['object.?a.orValue(1) == 1', '((has(subject.a) ? subject.a : 1) == 1)'],
  ['object.?a.?b.hasValue()', '(has(subject.a) && has(subject.a.b))'],
  ['object.?a.b.hasValue()', '(has(subject.a) && has(subject.a.b))'],
  ['object.a[?"x/y"].orValue("") == ""', '(("x/y" in subject.a ? subject.a["x/y"] : "") == "")'],
  ['!object.a.exists(x, x in [1, 2])', '!subject.a.exists(x, (x in [1, 2]))'],
  ['[object.?a, object.?b].all(x, x.hasValue())', '((has(subject.a)) && (has(subject.b)))'],
  [
    'object.?a.or(object.?b).orValue(1) == 1',
    '(((has(subject.a) || has(subject.b)) ? (has(subject.a) ? subject.a : subject.b) : 1) == 1)',
  ],
  ['object.a ? object.b : !object.c', '(subject.a ? subject.b : !subject.c)'],
  ['object.a.size() > 0 && has(object.b.c) || true', '(((subject.a.size() > 0) && has(subject.b.c)) || true)'],
  ['object.a.all(object, object.b)', 'subject.a.all(object, object.b)'],
])('%s becomes %s', (expression, expected) => {
  expect(plainCel(expression, { object: 'subject' })).toBe(expected);
});

test('refuses what needs a library', () => {
  expect(() => plainCel('object.a.split("/").size() == 1', {})).toThrow(
    new Untranslatable("KubeLinter's CEL has no function split"),
  );
});
