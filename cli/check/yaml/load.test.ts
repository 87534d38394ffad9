import { loadPlainBlocks } from './block';
import { loadAnyYaml } from './general';
import { loadYaml, YamlError } from './load';

const meaning = (text: string) => loadYaml(text)[0]?.value;

// Every expectation is what sigs.k8s.io/yaml 1.6.0, which kubectl and the API server read with, makes of it.
describe('scalars', () => {
  test.each<[string, unknown]>([
    ['yes', true],
    ['No', false],
    ['on', true],
    ['OFF', false],
    ['y', true],
    ['N', false],
    ['tRue', 'tRue'],
    ['~', null],
    ['Null', null],
    ['', null],
    ['010', 8],
    ['0o10', 8],
    ['0x1F', 31],
    ['0b11', 3],
    ['-0b11', -3],
    ['08', 8],
    ['0o8', '0o8'],
    ['+5', 5],
    ['1_000', 1000],
    ['1e3', 1000],
    ['1.', 1],
    ['.5', 0.5],
    ['._5', '._5'],
    ['-.5', -0.5],
    ['1e400', '1e400'],
    ['9223372036854775808', 9223372036854776000],
    ['-9223372036854775809', -9223372036854776000],
    ['2001-01-01', '2001-01-01'],
    ['12:30', '12:30'],
    ['1.2.3', '1.2.3'],
    ['-', null],
    ['"yes"', 'yes'],
    ["'010'", '010'],
    ['!!str 010', '010'],
    ['!!int "3"', 3],
    ['!!float 3', 3],
    ['!!bool "yes"', true],
    ['!!binary aGk=', 'hi'],
    ['!Ref name', 'name'],
    ['>-\n  a\n  b', 'a b'],
    ['|\n  a\n  b', 'a\nb\n'],
  ])('%s', (scalar, expected) => {
    const text = scalar === '-' ? 'v:\n' : `v: ${scalar}\n`;
    expect(meaning(text)).toEqual({ v: expected });
  });

  test.each([
    ['.inf', '.inf cannot be said in JSON, which is what Kubernetes stores'],
    ['-.INF', '-.INF cannot be said in JSON, which is what Kubernetes stores'],
    ['.nan', '.nan cannot be said in JSON, which is what Kubernetes stores'],
    ['!!int 5.5', '"5.5" is no !!int'],
    ['!!bool x', '"x" is no !!bool'],
    ['!!binary a', 'is no base64'],
  ])('%s is refused', (scalar, message) => {
    expect(() => loadYaml(`a: 1\nv: ${scalar}\n`)).toThrow(new YamlError(message, 0));
  });
});

describe('keys', () => {
  test.each<[string, unknown]>([
    ['1: x', { '1': 'x' }],
    ['yes: x', { true: 'x' }],
    ['010: x', { '8': 'x' }],
    ['0.1: x', { '0.1': 'x' }],
    ['1.5: x', { '1.5': 'x' }],
    ['"yes": x', { yes: 'x' }],
    ['2001-01-01: x', { '2001-01-01': 'x' }],
    ['{a: yes, on: off}', { a: true, true: false }],
  ])('%s', (text, expected) => {
    expect(meaning(text)).toEqual(expected);
  });

  it('may be what an object has by itself', () => {
    const value = meaning('__proto__: {privileged: true}\nconstructor: x\n') as object;
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
  });

  test.each([
    ['~: x', 'a key must be a text, a number or a boolean', 0],
    ['a:\n  [b]: x', 'a key must be a text, a number or a boolean', 5],
    ['a: 1\nb: 2\na: 3', 'the key "a" stands twice in one mapping', 10],
    ['"a": 1\na: 2', 'the key "a" stands twice in one mapping', 7],
    ['1: x\n"1": y', 'the key "1" stands twice in one mapping', 6],
    ['0.00001: x', 'the key 0.00001 belongs into quotes', 0],
  ])('%j is refused', (text, message, offset) => {
    expect(() => loadYaml(text)).toThrow(expect.objectContaining({ message, offset }));
  });
});

describe('aliases and merge keys', () => {
  test.each<[string, unknown]>([
    ['a: &a [1]\nb: *a\n', { a: [1], b: [1] }],
    ['<<: {a: 2, b: 3}\na: 1\n', { a: 1, b: 3 }],
    ['a: 1\n<<: {a: 2, b: 3}\n', { a: 2, b: 3 }],
    ['p: &p {a: 1}\nq: &q {a: 2, c: 3}\nz:\n  <<: [*p, *q]\n', { p: { a: 1 }, q: { a: 2, c: 3 }, z: { a: 1, c: 3 } }],
    ['"<<": {a: 1}', { '<<': { a: 1 } }],
  ])('%j', (text, expected) => {
    expect(meaning(text)).toEqual(expected);
  });

  test.each([
    ['b: *a', 'the anchor a is not known here'],
    ['a: &a {b: *a}', 'the anchor a is not known here'],
    ['<<: 5', 'only mappings can be merged by <<'],
  ])('%j is refused', (text, message) => {
    expect(() => loadYaml(text)).toThrow(new YamlError(message, 0));
  });
});

describe('hostile texts', () => {
  const bomb = (levels: number) =>
    ['a0: &a0 [x,x,x,x,x,x,x,x,x,x]']
      .concat(Array.from({ length: levels }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(10).fill(`*a${n}`).join(',')}]`))
      .join('\n');

  it('may not blow up by aliases', () => {
    expect(meaning(bomb(3))).toHaveProperty('a3');
    expect(() => loadYaml(bomb(9))).toThrow(new YamlError('blows up to more than 1,000,000 values', 0));
  });

  it('may hold as many values as a large cluster has', () => {
    const [list] = loadYaml(`[${'1,'.repeat(1_200_000)}1]`);
    expect(list?.value).toHaveLength(1_200_001);
  });

  it('may not hold more than memory does', () => {
    expect(() => loadYaml(`[${'1,'.repeat(10_000_001)}1]`)).toThrow(
      new YamlError('one document holds more than 10,000,000 values: split it', 0),
    );
  });

  it('may not blow up by merge keys', () => {
    const merges = Array.from({ length: 40 }, (_, n) => `m${n + 1}: &m${n + 1} {<<: [*m${n}, *m${n}, *m${n}]}`);
    const text = ['m0: &m0 {a: 1, b: 2, c: 3}', ...merges].join('\n');
    expect(() => loadYaml(text)).toThrow(new YamlError('blows up to more than 1,000,000 values', 0));
  });

  test.each([
    ['lists', '['.repeat(100_000)],
    ['mappings', '{a: '.repeat(100_000)],
    ['items', '- '.repeat(100_000)],
  ])('may not nest %s without end', (_, text) => {
    expect(() => loadYaml(text)).toThrow(YamlError);
  });

  it('says where a malformed document is wrong', () => {
    expect(() => loadYaml('a: 1\nb: c: d\n')).toThrow(
      expect.objectContaining({ message: 'bad indentation of a mapping entry', offset: 9 }),
    );
  });
});

describe('places', () => {
  it('are known of every mapping and list', () => {
    const text = 'a:\n  - b: [1]\n  - {c: d}\n';
    const [loaded] = loadAnyYaml(text);
    const { nodes = [], offsets = [] } = loaded?.starts ?? {};
    const places = nodes.map((node, index) => [JSON.stringify(node), text.slice(offsets[index]).split('\n', 1)[0]]);
    expect(places).toEqual([
      ['{"a":[{"b":[1]},{"c":"d"}]}', 'a:'],
      ['[{"b":[1]},{"c":"d"}]', '- b: [1]'],
      ['{"b":[1]}', 'b: [1]'],
      ['[1]', '[1]'],
      ['{"c":"d"}', '{c: d}'],
    ]);
  });
});

describe('the quick way for plain blocks', () => {
  const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: "web" # a comment
  labels: {}
spec:
  replicas: 010
  template:
    spec:
      containers:
      - name: web
        image: registry.example.com:5000/web:1.2
        args: ["--all", 'x', 1, yes]
        securityContext:

          # another
          privileged: off
      - name: it's
        command:
        - --flag=a:b
        -
          x: y
        - ~
      volumes:
        - emptyDir: {}
          name:
`;

  it('is taken for what most manifests consist of', () => {
    expect(loadPlainBlocks(deployment)?.value).toEqual(loadAnyYaml(deployment)[0]?.value);
  });

  test.each([
    'a: &x b',
    'a: *x',
    'a: !t b',
    'a: |\n  b',
    'a: "b\\n"',
    'a:\tb',
    'a: ä',
    '? a',
    'a: b\n  c',
    'a: b: c',
    'a: 1\na: 2',
    'yes: 1',
    '<<: {}',
    '- - a',
    'a: {b: c}',
    '...\na: b',
    'a:\n    b: c\n  d: e',
    'a: .inf',
    'word',
    '',
  ])('leaves %j to the general way', (text) => {
    expect(loadPlainBlocks(text)).toBeUndefined();
  });

  it('reads whatever it reads as the general way does', () => {
    const bits = ['\n', '  ', '- ', '-', ': ', ':', ' #', '"', "'", '[', ']', '{', '}', '|', '&a ', '*a', '? ', '~'];
    bits.push('yes', '...', '---', '\t', 'a: b\n', '<<: ', ',', '%', '\\', '0', '.', '\n\n', "''", 'x:\n', 'é');
    const seed = 20260801;
    const random = randomBy(seed);
    let read = 0;
    for (let round = 0; round < 8000; round += 1) {
      let text = deployment;
      for (let change = random(4); change >= 0; change -= 1) {
        const at = random(text.length + 1);
        const bit = bits[random(bits.length)] ?? '';
        text = text.slice(0, at) + bit + text.slice(at + random(4));
      }
      const quick = loadPlainBlocks(text);
      if (quick === undefined) continue;
      read += 1;
      const general = loadAnyYaml(text);
      const seen = (loaded: typeof quick | undefined) => JSON.stringify([loaded?.value, loaded?.starts]);
      if (seen(general[0]) !== seen(quick) || general.length !== 1)
        throw new Error(`seed ${seed}: ${JSON.stringify(text)}`);
    }
    expect(read).toBeGreaterThan(600);
  });
});

/** Numbers below a bound, the same ones for the same seed. */
function randomBy(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % bound;
  };
}
