import { toYaml } from './yaml';

test.each([
  ['text that is plain', { a: 'plain-text.v1/x' }, 'a: plain-text.v1/x\n'],
  ['text that YAML takes for something else', { a: 'yes', b: 'null', c: 'On' }, 'a: "yes"\nb: "null"\nc: "On"\n'],
  ['text that begins with what is none', { a: '1.0', b: '', c: '- x', d: '#' }, 'a: "1.0"\nb: ""\nc: "- x"\nd: "#"\n'],
  ['text with quotes and line feeds', { a: 'say "x"\n' }, 'a: "say \\"x\\"\\n"\n'],
  ['numbers, truth and nothing', { a: 1, b: true, c: null, d: undefined }, 'a: 1\nb: true\nc: null\n'],
  ['what is empty', { a: [], b: {} }, 'a: []\nb: {}\n'],
  ['lists of objects', { a: [{ b: 1, c: ['x'] }, { d: {} }] }, 'a:\n  - b: 1\n    c:\n      - x\n  - d: {}\n'],
  ['lists of lists', { a: [['x'], []] }, 'a:\n  - - x\n  - []\n'],
  ['names that need quotes', { 'a.b/c': 1, 'a b': 2 }, 'a.b/c: 1\n"a b": 2\n'],
])('writes %s', (_, object, text) => {
  expect(toYaml(object)).toBe(text);
});

test('parts documents', () => {
  expect(toYaml({ a: 1 }, { b: 2 })).toBe('a: 1\n---\nb: 2\n');
});
