import { describe, expect, test } from '@jest/globals';
import { Yaml } from 'cdk8s';
import { YamlWriter } from './yaml';

const write = (value: unknown) => new YamlWriter().document(value);

/** Texts that readers of YAML could take for something else, and what block and quoted scalars are made of. */
const texts = [
  ...['', ' ', 'y', 'n', 'Y', 'yes', 'No', 'on', 'OFF', 'true', 'False', 'null', '~', 'Null', '<<', '=', '-', '?', ':'],
  ...[
    '1e3',
    'e3',
    'E-3',
    '014',
    '08',
    '0x1F',
    '0b101',
    '1_000',
    '1:30',
    '.5',
    '5.',
    '+1',
    '-0',
    '.inf',
    '-.Inf',
    '.nan',
  ],
  ...['2001-01-01', '2001-12-14t21:59:43.10-05:00', '1.37', '1.37.2', '10.0.0.0/8', '::1', 'fd00::/8', '100m', '64Mi'],
  ...[
    '25%',
    '1e3Mi',
    '- a',
    'a: b',
    'a:b',
    'a:',
    'a #b',
    '#a',
    '%a',
    '*a',
    '&a',
    '!a',
    '@a',
    '`a`',
    '{}',
    '[]',
    'a, b',
  ],
  ...["it's", 'say "a"', `it's "a"`, '\\d', 'a\tb', '\ta', 'a ', ' a', '\u0007', '\u0085', '\u00a0é', '\u2028', '😀'],
  ...[
    'a\nb',
    'a\nb\n',
    'a\n\nb\n\n',
    '\na',
    '\n',
    '\n\n',
    ' a\n b',
    'a\n  \nb',
    'a \nb',
    'a\n ',
    'a\r\nb',
    '#!/bin/sh\nx: 1\n',
  ],
  ...[
    'registry.example.com/a/b@sha256:0a',
    'system:serviceaccount:a:b',
    'https://a.example/b?c=d',
    '/healthz',
    'x'.repeat(200),
  ],
];

describe('a document', () => {
  test.each([
    [
      'an object',
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', labels: {} }, list: [], nothing: null },
    ],
    ['numbers', { a: [0, 1, -1, 1.5, 1e21, 1e-7, -0, 2 ** 53, 2 ** 31] }],
    ['booleans', { a: [true, false], b: true }],
    ['lists in lists', { a: [[1, [2, 3]], [], [[]], [{ b: 1, c: [2] }, {}]] }],
    ['texts as values', Object.fromEntries(texts.map((text, index) => [`k${index}`, text]))],
    ['texts in lists', { a: texts, b: { c: [{ d: [...texts], e: 1 }] } }],
    ['texts as keys', { a: Object.fromEntries(texts.map((text) => [`${text}!`, text])) }],
    ['words as keys', { y: 1, null: 2, '1': 3, 'app.kubernetes.io/name': 4, 'a: b': 5, '': 6, '"': 7 }],
    ['a scalar', 'a\nb\n'],
    ['an empty map', {}],
    ['a list', [{ a: 1 }, 'b']],
  ])('of %s is what cdk8s writes', (_, value) => {
    expect(write(value)).toBe(Yaml.stringify(value));
  });

  test.each(['0o14', '-0o7', '0O1', '0o1_7', '0X1F', '0B11', '+_3', '1e_3'])(
    'quotes %s, which kubectl would read as a number',
    (text) => {
      expect(Yaml.stringify({ a: text })).toBe(`a: ${text}\n`);
      expect(write({ a: text, [text]: [text] })).toBe(`a: "${text}"\n"${text}":\n  - "${text}"\n`);
    },
  );

  test('quotes a key that would merge maps', () => {
    expect(write({ a: { '<<': { b: 1 } } })).toBe('a:\n  "<<":\n    b: 1\n');
  });

  test('quotes blank lines, which are read as fewer of them', () => {
    expect(write({ a: ' \n', b: '\n \n' })).toBe('a: " \\n"\nb: "\\n \\n"\n');
  });

  test('quotes a key that begins like the end of a document, on every level', () => {
    expect(write({ a: { '---': 1, '...b': 2 } })).toBe('a:\n  "---": 1\n  "...b": 2\n');
  });

  test('writes an object twice that stands twice: not every reader follows aliases', () => {
    const shared = { b: 1 };
    expect(write({ one: shared, two: shared })).toBe('one:\n  b: 1\ntwo:\n  b: 1\n');
  });

  test('refuses what nests deeper than any schema', () => {
    let value: unknown = 1;
    for (let level = 0; level < 300; level += 1) value = [value];
    expect(() => write(value)).toThrow(new RangeError('the object nests deeper than 250 levels'));
  });
});

test('documents are told apart as cdk8s does', () => {
  const documents = [{ a: 1 }, { b: 'x\n\n' }, { c: [] }];
  expect(new YamlWriter().documents(documents)).toBe(Yaml.stringify(...documents));
});

test('a thousand values from a generator are what cdk8s writes', () => {
  let state = 20_261_125;
  const below = (most: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  const letters = [...'abyn01e.: #\n\t"\'%{}[],&*!|>@`?_/=~<é😀'];
  const text = (): string => {
    if (below(3) === 0) return texts[below(texts.length)] as string;
    const random = Array.from({ length: below(12) }, () => letters[below(letters.length)]).join('');
    // Blank lines only are not written as cdk8s does.
    return random.trim() === '' ? '' : random;
  };
  const value = (depth: number): unknown => {
    const sort = below(depth > 3 ? 1 : 3);
    if (sort === 0) return text();
    if (sort === 1) return Array.from({ length: below(4) }, () => value(depth + 1));
    // Nor a key that begins with three points.
    return Object.fromEntries(Array.from({ length: below(4) }, () => [`k${text()}`, value(depth + 1)]));
  };
  for (let index = 0; index < 1000; index += 1) {
    const given = { apiVersion: 'v1', a: value(0), b: value(0) };
    expect(write(given)).toBe(Yaml.stringify(given));
  }
});
