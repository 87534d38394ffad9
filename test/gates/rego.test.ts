import { obtain } from '@palisade/rehearsal';
import { defineRule, type JsonObject, type KubernetesRule, kubernetesRules } from '@palisade/rules';
import { byConftest } from './command-line';
import { byEvaluator } from './in-process';
import { Random } from './random';
import { randomPod } from './random-pods';
import { keyOf, type Verdicts } from './subjects';

const longest = 40 * 60_000;
let conftest = '';

beforeAll(async () => {
  conftest = (await obtain('conftest', { progress: () => {}, signal: new AbortController().signal })).path;
}, longest);

/** Rules of one expression each, about an object's `data.x` and `data.y`. */
function rulesOf(expressions: readonly string[]): KubernetesRule[] {
  return expressions.map((cel, i) => {
    const sample = { name: '', given: {}, message: '' };
    return defineRule({
      id: `expression-${i}`,
      severity: 'low',
      title: cel.replaceAll(/\s+/g, ' '),
      rationale: '',
      remediation: '',
      references: [{ standard: 'documentation', url: 'https://cel.dev' }],
      on: 'object',
      resources: [{ group: '', versions: ['v1'], kinds: { ConfigMap: 'configmaps' } }],
      cel,
      message: 'does not hold',
      samples: { good: [sample, sample], bad: [sample, sample, sample] },
    });
  });
}

function objectOf(data: JsonObject): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'sample' }, data };
}

/** Which rules were found broken, on each object. An expression that fails counts as broken, whatever the text. */
function broken(verdicts: Verdicts): Map<string, ReadonlySet<string>> {
  return new Map([...verdicts].map(([key, found]) => [key, new Set(found.map(({ rule }) => rule))]));
}

/** Each expression with which the two disagree, on how many objects, and one of them. */
async function disagreements(rules: readonly KubernetesRule[], objects: readonly JsonObject[]): Promise<string[]> {
  const [due, came] = [broken(byEvaluator(rules, objects)), broken(await byConftest(conftest, rules, objects))];
  const differing = new Map<string, string[]>();
  for (const key of due.keys()) {
    for (const { id, title } of rules) {
      const [expected, observed] = [due, came].map((by) => by.get(key)?.has(id));
      if (expected === observed) continue;
      const text = `${title} (${expected ? 'let through' : observed === undefined ? 'not judged' : 'refused'} in Rego)`;
      differing.set(text, [...(differing.get(text) ?? []), key]);
    }
  }
  return [...differing].map(([text, keys]) => `${text} on ${keys.length}, such as ${keys[0]}`);
}

const values: readonly unknown[] = [
  ...[
    null,
    '',
    'a',
    'text',
    'a.b',
    0,
    1,
    7,
    -7,
    3,
    2.5,
    -2.5,
    1e20,
    true,
    false,
    [],
    ['a'],
    ['a', 'b'],
    ['b', 1],
    [['a']],
    {},
  ],
  ...[{ y: 'a' }, { y: null }, { c: 1, d: 2 }, { y: { z: 'a' } }, { y: [] }],
];
const pairs = values.flatMap((x) => values.map((y) => objectOf({ x, y })));

test.each([
  [
    'comparisons',
    [
      'object.data.x == object.data.y',
      'object.data.x != object.data.y',
      '!(object.data.x == object.data.y)',
      'object.data.x == "a" && object.data.y == 1',
      'object.data.x < 1',
      'object.data.x <= 1 || object.data.y > 0',
      '!(object.data.x >= 1)',
      'object.data.x.size() < object.data.y.size()',
      'object.data.x in object.data.y',
      '!(object.data.x in object.data.y)',
      '!(object.data.x in ["a", "b"])',
      'object.data.x in [object.data.y, object.data.y]',
      '!(object.data.x in [object.data.y.y, object.data.y])',
    ],
  ],
  [
    'what may be missing',
    [
      'has(object.data.x)',
      'has(object.data.x.y.z)',
      'object.data.?x.hasValue()',
      '!object.data.?x.?y.hasValue()',
      'object.data.?x.?y.orValue("a") == "a"',
      'object.data.?x.?y.?z.orValue("a") == "a"',
      'object.data.?y.x.hasValue()',
      'object.data[?"x"].orValue(0) == 0',
      'object.data.x[?"y"].orValue("a") != "a"',
      'object.data.?x.?y.or(object.data.?y.?y).orValue("") == "a"',
      '!(object.data.?x.orValue(object.data.y.y) == "a")',
      '[object.data.?x, object.data.?y].all(each, each.?y.orValue("") == "")',
      '[object.data.?x, object.data.?y].exists(each, each.hasValue())',
      'object.data.x.y == "a"',
      'object.data.x[0] == "a"',
      'object.data.x["y"] == "a"',
      'object.data.?z.value() == 1',
    ],
  ],
  [
    'types and arithmetic',
    [
      'object.data.?x.orValue(false) == false',
      'object.data.?x.orValue([]).size() == 0',
      'object.data.?x.?y.orValue({}) == {}',
      'object.data.x % 2 == 0',
      '!(object.data.x % object.data.y == 0)',
      'object.data.x / 2 == 3',
      'object.data.x - 1 < 1',
      'object.data.x[?0].orValue("b") == "a"',
      '!object.data.x[?object.data.y].hasValue()',
    ],
  ],
  [
    'errors absorbed, and not',
    [
      'object.data.x == "a" || object.data.x.y == "a"',
      'object.data.x.y == "a" || object.data.x == "a"',
      '!(object.data.x.y == "a" || object.data.x == "a")',
      'object.data.x == "a" && object.data.x.y == "a"',
      '!(object.data.x.y == "a" && object.data.y == "a")',
      'object.data.x == "a" ? object.data.y == 1 : object.data.x.y == "a"',
      '!(object.data.x == "a" ? object.data.y.y == "a" : object.data.y == "a")',
      '(object.data.x.y == "a" ? "one" : "two") == "one"',
      '(object.data.x == "a" || object.data.y == "a") == (object.data.x == 1)',
      '!(object.data.x == "a" && (object.data.y == "a" || object.data.y.y == "a"))',
    ],
  ],
  [
    'lists',
    [
      'object.data.x.all(each, each == "a")',
      '!object.data.x.all(each, each == "a")',
      'object.data.x.exists(each, each == "a")',
      '!object.data.x.exists(each, each.startsWith("b"))',
      'object.data.x.all(each, each.startsWith("a"))',
      'object.data.x.exists(each, each.startsWith("a"))',
      'object.data.x.exists_one(each, each == "a")',
      '!object.data.x.exists_one(each, each.startsWith("a"))',
      'object.data.x.filter(each, each == "a").size() == 1',
      'object.data.x.filter(each, each.startsWith("a")).size() == 0',
      'object.data.x.map(each, each + "!").join(",") == "a!"',
      'object.data.x.map(each, each.size()).size() == 1',
      'object.data.x.all(each, object.data.y.exists(other, other == each))',
      'object.data.x.all(each, object.data.y.all(each, each == "a"))',
      '(object.data.x + object.data.y).size() == 2',
      '[object.data.x, object.data.y].all(each, each == "a")',
      'object.data.x.all(count, count == "a" || ["b"].exists(data, data == count))',
      '{"x": object.data.x}.x == "a"',
    ],
  ],
  [
    'texts',
    [
      'object.data.x.startsWith("t")',
      '!object.data.x.endsWith("t")',
      '!(object.data.x.contains("ex"))',
      'object.data.x.split(".").size() == 2',
      'object.data.x.split(".")[1] == "b"',
      'object.data.x.size() == 4',
      'object.data.x.substring(1) == "ext"',
      'object.data.x.substring(0, 1) == "a"',
      'object.data.x.lastIndexOf("a") == 0',
      '!(object.data.x.lastIndexOf("t") > 0)',
      'object.data.x.lowerAscii() == "text"',
      'object.data.x.lowerAscii() == ""',
      '![object.data.x.lowerAscii()].exists(text, text == "text")',
      'object.data.x + object.data.y == "aa"',
      'object.data.y.join(".") == object.data.x',
      'string(object.data.x) == "1"',
    ],
  ],
])(
  '%s mean in Rego what they mean in CEL',
  async (_, expressions) => {
    expect(await disagreements(rulesOf(expressions), pairs)).toEqual([]);
  },
  120_000,
);

test('texts beyond ASCII mean in Rego what they mean in CEL', async () => {
  const texts = [
    'ÄÖ',
    'straße',
    'K',
    'a😀b😀c',
    '😀',
    'A',
    'TEXT ÄÖÜ',
    'a b',
    'a,b,',
    ',',
    'line\nline',
    '"quoted"',
    '\\',
    '`',
  ];
  const expressions = [
    'object.data.x.size() == 2',
    'object.data.x.lowerAscii() == "text ÄÖÜ"',
    'object.data.x.lowerAscii() == "k"',
    'object.data.x.lastIndexOf("😀") == 3',
    'object.data.x.substring(2) == "b😀c"',
    'object.data.x.substring(1, 2) == "😀"',
    'object.data.x.split(",").size() == 3',
    'object.data.x.split("😀").join("-") == "a-b-c"',
    'object.data.x.contains("\\n")',
    'object.data.x == "\\"quoted\\""',
    'object.data.x == "\\\\"',
    'object.data.x in ["`", "ÄÖ"]',
  ];
  expect(
    await disagreements(
      rulesOf(expressions),
      texts.map((x) => objectOf({ x })),
    ),
  ).toEqual([]);
});

test('addresses and ranges mean in Rego what they mean in CEL', async () => {
  const addresses = [
    ...['10.0.0.1', '0.0.0.0', '127.0.0.1', '127.255.0.1', '::', '::1', '2001:db8::1', 'FE80::1', '1:2:3:4:5:6:7:8'],
    ...['::ffff:10.0.0.1', '::ffff:a00:1', 'fe80::1%eth0', '010.0.0.1', '10.0.0', '10.0.0.256', '', 'x', '10.0.0.1 '],
    ...['10.0.0.0/8', '10.1.2.3/8', '0.0.0.0/0', '::/0', '2001:db8::/32', '10.0.0.0/33', '10.0.0.0/08', '::/129'],
    ...['10.0.0.0/+8', '/8', '10.0.0.0/8/8', '::ffff:10.0.0.0/104', '10.0.0.1/32', '::1/128', '10.128.0.0/9'],
  ];
  const expressions = [
    'isIP(object.data.x)',
    '!isIP(object.data.x)',
    'isCIDR(object.data.x)',
    '!isCIDR(object.data.x)',
    'ip(object.data.x).family() == 4',
    '!(ip(object.data.x).family() == 6)',
    'ip(object.data.x).isLoopback()',
    '!ip(object.data.x).isLoopback()',
    'ip(object.data.x).isUnspecified()',
    'cidr(object.data.x).prefixLength() > 8',
    '!(cidr(object.data.x).prefixLength() > 8)',
    'cidr(object.data.x).ip().family() == 4',
    'cidr("10.0.0.0/8").containsIP(object.data.x)',
    '!cidr("::/0").containsIP(object.data.x)',
    'cidr("10.0.0.0/8").containsCIDR(object.data.x)',
    '!cidr(object.data.x).containsCIDR("10.0.0.0/16")',
    'cidr(object.data.x).containsIP("10.0.0.1")',
  ];
  const objects = [...addresses, 1, null, []].map((x) => objectOf({ x }));
  expect(await disagreements(rulesOf(expressions), objects)).toEqual([]);
});

/** Something in a pod replaced by what does not belong there: what gates on files must not let through. */
function spoiled(random: Random, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || random.chance(8)) {
    return random.chance(60) ? value : random.one([null, '', 'x', 0, 1, true, [], {}, ['x'], [null], { x: 1 }]);
  }
  if (Array.isArray(value)) {
    const place = random.below(value.length);
    return value.map((element, i) => (i === place ? spoiled(random, element) : element));
  }
  const key = random.one(Object.keys(value));
  return { ...value, [key]: spoiled(random, (value as JsonObject)[key]) };
}

test('what no API server would take is judged alike', async () => {
  const seed = Number(process.env.PALISADE_SEED ?? Math.floor(Math.random() * 2 ** 32));
  console.log(`Spoiled pods of seed ${seed}; the same again with PALISADE_SEED=${seed}.`);
  const random = new Random(seed);
  const objects = Array.from({ length: 1000 }, () => {
    const { spec, metadata, ...object } = randomPod(random).object;
    return {
      ...object,
      metadata: random.chance(10) ? spoiled(random, metadata) : metadata,
      spec: spoiled(random, spec),
    };
  });
  const distinct = [...new Map(objects.map((object) => [keyOf(object), object])).values()];
  expect(await disagreements(kubernetesRules, distinct)).toEqual([]);
}, 120_000);

test('the items of lists are judged, however deep and however little they say', async () => {
  const random = new Random(1);
  const pods = Array.from({ length: 20 }, () => randomPod(random).object);
  const { kind: _, apiVersion: __, ...bare } = pods[0] as JsonObject;
  const lists = pods.flatMap((pod) => [
    { apiVersion: 'v1', kind: 'List', items: [pod] },
    { apiVersion: 'v1', kind: 'List', items: [{ apiVersion: 'v1', kind: 'List', items: [pod] }, bare, null, 'x'] },
    { apiVersion: 'v1', kind: 'PodList', items: [bare, pod] },
  ]);
  expect(await disagreements(kubernetesRules, lists)).toEqual([]);
}, 120_000);
