import { Lines } from '../lines';
import { loadYaml, YamlError } from './load';

/** What kubectl's own decoder (k8s.io/apimachinery v0.37.2) made of these texts. */
describe('indentation means nothing within brackets, braces and quotes', () => {
  test.each<[string, string, unknown]>([
    ['a closing brace in the column of its key', 'a: {\n  b: c\n}\nd: e\n', { a: { b: 'c' }, d: 'e' }],
    ['a closing bracket there', 'kind: X\nl: [\n  a,\n  b\n]\n', { kind: 'X', l: ['a', 'b'] }],
    [
      'a closing brace before the column of its key',
      'x:\n  a: {\n    b: c\n}\nd: e\n',
      { x: { a: { b: 'c' } }, d: 'e' },
    ],
    ['content in column 0', 'a: {\nb: c\n}\n', { a: { b: 'c' } }],
    ['an empty list over two lines', 'x:\n  l: [\n  ]\nd: e\n', { x: { l: [] }, d: 'e' }],
    ['an item of a list', '- {\n  a: b\n}\n- c\n', [{ a: 'b' }, 'c']],
    ['brackets in braces', 'a: {b: [\n{c: d},\n{e: "f\n g"}\n]}\n', { a: { b: [{ c: 'd' }, { e: 'f g' }] } }],
    ['a plain text over two lines', 'x:\n  a: [a b\nc, d]\nd: e\n', { x: { a: ['a b c', 'd'] }, d: 'e' }],
    ['comments between', 'x:\n  a: [ # c\na, # d\n]\nd: e\n', { x: { a: ['a'] }, d: 'e' }],
    ['a quoted text over two lines', 'a: "x\ny"\nb: 1\n', { a: 'x y', b: 1 }],
    ['one in apostrophes, with an empty line', "a: 'x\n\n y'\nb: 1\n", { a: 'x\ny', b: 1 }],
    ['what looks like a comment in quotes', 'a: "x\n# y"\nb: 1\n', { a: 'x # y', b: 1 }],
    ['an apostrophe in a plain text', "a: {b: it's\n}\nc: d\n", { a: { b: "it's" }, c: 'd' }],
    ['tabs before content', 'a: {\n\tb: 1\n}\n', { a: { b: 1 } }],
    ['tabs between', 'a: {\tb: 1,\tc: 2 }\n', { a: { b: 1, c: 2 } }],
    ['tabs between, below a key without a value', 'x:\na: {\tb: 1}\n', { x: null, a: { b: 1 } }],
    ['tabs everywhere', 'a:\n  b: {c: d,\n\t\te:\tf\t}\n', { a: { b: { c: 'd', e: 'f' } } }],
    ['line ends of Windows', 'a: {\r\n  b: c\r\n}\r\nd: e\r\n', { a: { b: 'c' }, d: 'e' }],
  ])('%s', (_, text, expected) => {
    expect(loadYaml(text).map(({ value }) => value)).toEqual([expected]);
  });

  test.each<[string, string]>([
    ['a brace that nothing closes', 'a: {\nb: c\n'],
    ['a comma that is missing', 'a: {\n  b: c\n\nd: e\n}\n'],
    ['an item of a list in braces', '- a: {\n- b\n}\n'],
    ['a tab that indents a block', 'a:\n\tb: 1\n'],
    ['a block that is indented less than its beginning', 'a:\n    b: 1\n  c: 2\n'],
  ])('%s stays an error', (_, text) => {
    expect(() => loadYaml(text)).toThrow(YamlError);
  });
});

test('places are those of the text that was given', () => {
  const text = 'a: {\nb: {x: 1},\nc: [\n2]\n}\nd: &anchor {\n}\n';
  const [loaded] = loadYaml(text);
  const lines = new Lines(text);
  expect(loaded?.starts.offsets.map((offset) => lines.at(offset))).toEqual([
    { line: 1, column: 1 },
    { line: 1, column: 4 },
    { line: 2, column: 4 },
    { line: 3, column: 4 },
    { line: 6, column: 12 },
  ]);
});

test.each<[string, string, number, number]>([
  ['of what is no YAML', 'a: {\nb: c\n}\nd: [e\nf: {]\n', 5, 2],
  ['of what is YAML and no object', 'a: {\nb: c,\nb: d\n}\n', 3, 1],
])('so are those of errors: %s', (_, text, line, column) => {
  const thrown = (): unknown => {
    try {
      return loadYaml(text);
    } catch (error) {
      return error;
    }
  };
  const error = thrown();
  if (!(error instanceof YamlError)) throw new Error('was read');
  expect(new Lines(text).at(error.offset)).toEqual({ line, column });
});

test('a text of nothing but lines in the wrong place is given up in time', () => {
  const began = performance.now();
  expect(() => loadYaml(`a: [\n${'b,\n'.repeat(100_000)}]\n`)).toThrow('deficient indentation');
  expect(performance.now() - began).toBeLessThan(20_000);
});
