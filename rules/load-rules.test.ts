import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from './catalogue';
import { ruleProblems } from './check-rules';
import { Evaluator } from './evaluator';
import { loadRules } from './load-rules';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'palisade-rules-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const labelled = (value?: string) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', ...(value === undefined ? {} : { labels: { 'cost-center': value } }) },
});
const message = 'no label names the cost center';
const costCenter = {
  id: 'require-cost-center',
  severity: 'low',
  title: 'Say who pays for a namespace',
  rationale: 'The bill of a namespace without a cost center is paid by nobody, so nobody looks at it.',
  remediation: 'Set the label `cost-center`.',
  references: [{ standard: 'documentation', url: 'https://wiki.example.com/cost-centers' }],
  on: 'object',
  resources: [{ group: '', versions: ['v1'], kinds: { Namespace: 'namespaces' } }],
  cel: 'object.metadata.?labels[?"cost-center"].orValue("") != ""',
  message,
  samples: {
    good: [
      { name: 'names one', given: labelled('4711') },
      { name: 'names another', given: labelled('4712') },
    ],
    bad: [
      { name: 'names none', given: labelled(), message },
      { name: 'names an empty one', given: labelled(''), message },
      { name: 'is default', given: { ...labelled(), metadata: { name: 'default' } }, message },
    ],
  },
};

function write(file: string, ...rules: unknown[]): void {
  const lines = rules.map((rule, index) => `exports.rule${index} = ${JSON.stringify(rule)};`);
  writeFileSync(join(folder, file), lines.join('\n'));
}

/** The rule with some of it changed; the first bad sample has the message that is given. */
function changed(change: object, first: object = {}): unknown {
  const [bad, ...more] = costCenter.samples.bad;
  return { ...costCenter, samples: { good: costCenter.samples.good, bad: [{ ...bad, ...first }, ...more] }, ...change };
}

test('rules are loaded from every module, sorted by id', () => {
  write('b.cjs', costCenter);
  write('a.js', changed({ id: 'require-contact' }), changed({ id: 'require-budget' }));
  writeFileSync(join(folder, 'c.mjs'), `export const rule = ${JSON.stringify(changed({ id: 'require-phone' }))};`);
  writeFileSync(join(folder, 'a.test.js'), 'throw new Error("a test is no rule")');
  writeFileSync(join(folder, 'README.md'), 'Rules of ours');
  expect(loadRules(folder).map(({ id }) => id)).toEqual([
    'require-budget',
    'require-contact',
    'require-cost-center',
    'require-phone',
  ]);
});

test.each<[string, unknown, string]>([
  ['an id of the catalogue', changed({ id: 'no-host-pid' }), 'no-host-pid: the id is taken by the catalogue'],
  [
    'an id that is not kebab case',
    changed({ id: 'costCenter' }),
    'costCenter: id must be kebab case, such as require-cost-center',
  ],
  ['no id', changed({ id: undefined }), 'a rule without id: id must be kebab case, such as require-cost-center'],
  [
    'an unknown severity',
    changed({ severity: 'grave' }),
    'require-cost-center: severity must be one of critical, high, medium, low',
  ],
  ['no rationale', changed({ rationale: ' ' }), 'require-cost-center: rationale must be a text'],
  [
    'a title that ends in a full stop',
    changed({ title: 'Say it.' }),
    'require-cost-center: title must have no full stop',
  ],
  ['no references', changed({ references: [] }), 'require-cost-center: references must name at least one'],
  [
    'nothing it is on',
    changed({ on: 'namespace' }),
    'require-cost-center: on must be one of pod, container, object, aws, stack',
  ],
  ['no resources', changed({ resources: [] }), 'require-cost-center: resources must name at least one'],
  ['no types', changed({ on: 'aws' }), 'require-cost-center: types must name at least one'],
  ['no check', changed({ on: 'stack' }), 'require-cost-center: check must be a function'],
  [
    'one good sample',
    changed({ samples: { ...costCenter.samples, good: costCenter.samples.good.slice(1) } }),
    'require-cost-center: samples must have at least two good ones',
  ],
  ['no samples', changed({ samples: undefined }), 'require-cost-center: samples must have at least two good ones'],
  [
    'CEL that does not compile',
    changed({ cel: 'objekt.kind == "x"' }),
    'require-cost-center: Unknown variable: objekt',
  ],
  [
    'a good sample that is found',
    changed({ cel: 'false' }),
    `require-cost-center: the good sample “names one” is found: ${message}`,
  ],
  [
    'a bad sample that is not found',
    changed({}, { given: labelled('4711') }),
    'require-cost-center: the bad sample “names none” is not found',
  ],
  [
    'a message that is not said',
    changed({}, { message: 'none' }),
    `require-cost-center: the bad sample “names none” says “none”, but is found as “${message}”`,
  ],
])('a rule with %s is refused', (_, rule, problem) => {
  write('rule.cjs', rule);
  expect(() => loadRules(folder)).toThrow(`The rules in ${folder} cannot be used:\nrule.cjs: ${problem}`);
});

// Code, which JSON does not hold.
const owned = (fix: string) => `const rule = ${JSON.stringify(costCenter)};\nexports.rule = { ...rule, fix: ${fix} };`;
const label = "() => ({ metadata: { labels: { 'cost-center': 'unknown' } } })";

test('a rule may have a fix, which is held to its samples', () => {
  writeFileSync(join(folder, 'rule.cjs'), owned(`{ safe: 'A label stops nothing.', patch: ${label} }`));
  expect(loadRules(folder).map(({ id }) => id)).toEqual(['require-cost-center']);
});

test.each<[string, string, string]>([
  ['that does not say why it is safe', `{ patch: ${label} }`, 'fix.safe must be a text'],
  ['that is no code', "{ safe: 'It is.', patch: 'cost-center' }", 'fix.patch must be a function'],
  ['that is none', 'null', 'fix must be an object with safe and patch'],
  ['that mends nothing', "{ safe: 'It is.', patch: () => undefined }", 'the fix mends none of the bad samples'],
  [
    'that mends something else',
    "{ safe: 'It is.', patch: () => ({ metadata: { labels: { cost: '1' } } }) }",
    'the fix mends none of the bad samples',
  ],
])('a rule with a fix %s is refused', (_, fix, problem) => {
  writeFileSync(join(folder, 'rule.cjs'), owned(fix));
  expect(() => loadRules(folder)).toThrow(
    new Error(`The rules in ${folder} cannot be used:\nrule.cjs: require-cost-center: ${problem}`),
  );
});

test.each<[string, string, string]>([
  [
    'that changes the object itself',
    "{ safe: 'It is.', patch: (object) => { object.metadata.labels = {}; } }",
    'changes what it is given: it must return what to merge into it',
  ],
  [
    'that returns a list',
    "{ safe: 'It is.', patch: () => ['cost-center'] }",
    'returns ["cost-center"]: it must return an object, or undefined',
  ],
  ['that fails', "{ safe: 'It is.', patch: () => { throw new Error('no label'); } }", 'throws: no label'],
])('a rule with a fix %s is refused, sample by sample', (_, fix, problem) => {
  writeFileSync(join(folder, 'rule.cjs'), owned(fix));
  const lines = costCenter.samples.bad.map(
    ({ name }) => `rule.cjs: require-cost-center: the fix of the bad sample “${name}” ${problem}`,
  );
  expect(() => loadRules(folder)).toThrow(new Error([`The rules in ${folder} cannot be used:`, ...lines].join('\n')));
});

test('a fix that breaks another rule is refused', () => {
  const open = "{ 'cost-center': '1', 'pod-security.kubernetes.io/enforce': 'privileged' }";
  const baseline = { 'pod-security.kubernetes.io/enforce': 'baseline' };
  const bad = costCenter.samples.bad.map(({ name }) => ({
    name,
    given: { ...labelled(), metadata: { name: 'shop', labels: baseline } },
    message,
  }));
  const rule = JSON.stringify(changed({ samples: { ...costCenter.samples, bad } }, {}));
  const fix = `{ safe: 'It is.', patch: () => ({ metadata: { labels: ${open} } }) }`;
  writeFileSync(join(folder, 'rule.cjs'), `exports.rule = { ...${rule}, fix: ${fix} };`);
  expect(() => loadRules(folder)).toThrow(
    'rule.cjs: require-cost-center: the fix of the bad sample “names none” breaks other rules: require-pod-security-labels',
  );
});

test('a fix of a stack rule is refused', () => {
  const rule = JSON.stringify({ ...costCenter, on: 'stack' });
  writeFileSync(
    join(folder, 'rule.cjs'),
    `exports.rule = { ...${rule}, check: () => [], fix: { safe: 'It is.', patch: () => undefined } };`,
  );
  expect(() => loadRules(folder)).toThrow(
    'require-cost-center: fix is of no use to a stack rule: no preview changes several resources at once',
  );
});

test('all that is wrong is said at once', () => {
  write('a.cjs', costCenter);
  write('b.cjs', costCenter);
  writeFileSync(join(folder, 'c.cjs'), 'exports.helper = () => 1;');
  writeFileSync(join(folder, 'd.cjs'), 'throw new Error("out of order\\nsecond line");');
  expect(() => loadRules(folder)).toThrow(
    new Error(
      [
        `The rules in ${folder} cannot be used:`,
        'b.cjs: require-cost-center: the id is taken by a.cjs',
        'c.cjs: exports no rule made with defineRule',
        'd.cjs: out of order',
      ].join('\n'),
    ),
  );
});

test('a folder without modules is an error, and so is none', () => {
  expect(() => loadRules(folder)).toThrow('no .js, .cjs or .mjs module: compile the rules first');
  expect(() => loadRules(join(folder, 'missing'))).toThrow('ENOENT: no such file or directory');
});

test('the catalogue itself has none of these problems', () => {
  expect(catalogue.flatMap(ruleProblems)).toEqual([]);
});

test('the worked example is loaded, and found wanting by nobody', () => {
  const rules = loadRules(join(__dirname, '../examples/team-rules/rules'));
  const evaluator = new Evaluator([...catalogue, ...rules]);
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'shop' } } };
  expect(evaluator.kubernetes(namespace).map(({ rule, message }) => [rule.id, message])).toEqual([
    ['require-pod-security-labels', 'the namespace enforces neither “baseline” nor “restricted” Pod Security'],
    ['require-cost-center', 'no label names the cost center'],
  ]);
});
