import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogue } from '@palisade/rules';
import { readSettings } from './settings';

const folder = mkdtempSync(join(tmpdir(), 'palisade-settings-'));
const file = join(folder, 'palisade.json');
afterAll(() => rmSync(folder, { recursive: true }));

function read(content: unknown) {
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return readSettings({ PALISADE_SETTINGS: file });
}

/** What is wrong, without the folder. */
function problemsOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message.replaceAll(`${folder}/`, '');
  }
  return 'nothing';
}

test.each([[{}], [{ PALISADE_SETTINGS: '' }]])('without a file, the pack is the catalogue: %j', (environment) => {
  const { rules, levels, waivers } = readSettings(environment);
  expect(rules).toBe(catalogue);
  expect(levels).toEqual({});
  expect(waivers.all).toEqual([]);
});

test('levels are taken as they stand', () => {
  const levels = {
    severities: { low: 'disabled' },
    frameworks: { nsa: 'mandatory' },
    rules: { 'kms-key-rotation': 'remediate', 'no-host-pid': 'advisory' },
  };
  expect(read(levels)).toEqual({ rules: catalogue, levels, waivers: expect.objectContaining({ all: [] }) });
});

test('waivers and a folder of rules are found beside the file, and waivers may name rules of the team', () => {
  mkdirSync(join(folder, 'rules'), { recursive: true });
  writeFileSync(join(folder, 'rules', 'owner.js'), teamRule);
  writeFileSync(
    join(folder, 'waivers.yaml'),
    `- rule: require-cost-center
  select: { kind: Namespace, name: legacy }
  reason: Goes away with the old shop.
  owner: platform
  expires: ${tomorrow()}
`,
  );
  const found = read({ waivers: 'waivers.yaml', ruleFolder: 'rules', rules: { 'require-cost-center': 'mandatory' } });
  expect(found.rules.slice(catalogue.length).map(({ id }) => id)).toEqual(['require-cost-center']);
  expect(found.waivers.all.map(({ rule }) => rule)).toEqual(['require-cost-center']);
});

test('an expired waiver stops the pack', () => {
  const lines = [
    '- rule: no-host-pid',
    'select: { name: agent }',
    'reason: Counts',
    'owner: me',
    'expires: 2020-01-31',
  ];
  writeFileSync(join(folder, 'old.yaml'), lines.join('\n  '));
  expect(problemsOf(() => read({ waivers: 'old.yaml' }))).toMatch(/^old\.yaml:5: expired on 2020-01-31 \(today is /);
});

describe('is refused:', () => {
  test.each<[string, unknown, string]>([
    ['no JSON', '{', 'palisade.json: is no JSON: '],
    ['a list', [], 'palisade.json: is no object: write {severities, frameworks, rules, waivers, ruleFolder}'],
    ['null', 'null', 'palisade.json: is no object: write {severities, frameworks, rules, waivers, ruleFolder}'],
    [
      'a setting that there is not',
      { severity: { low: 'disabled' } },
      'palisade.json: there is no setting severity: write severities, frameworks, rules, waivers, ruleFolder',
    ],
    [
      'a severity that there is not',
      { severities: { hgih: 'advisory' } },
      'palisade.json: severities.hgih: write one of critical, high, medium, low',
    ],
    [
      'a framework that there is not',
      { frameworks: { pss: 'advisory' } },
      'palisade.json: frameworks.pss: write one of pss-baseline, pss-restricted, cis, nsa',
    ],
    [
      'a rule that there is not',
      { rules: { 'no-host-net': 'advisory' } },
      'palisade.json: rules.no-host-net: there is no rule no-host-net; did you mean no-host-network?',
    ],
    ['a rule like no other', { rules: { x9: 'advisory' } }, 'palisade.json: rules.x9: there is no rule x9'],
    [
      'a rule of the machinery',
      '{"rules":{"__proto__":"advisory"}}',
      'palisade.json: rules.__proto__: there is no rule __proto__',
    ],
    [
      'a level that there is not',
      { rules: { 'no-host-pid': 'warn' } },
      'palisade.json: rules.no-host-pid: the level is "warn": write one of disabled, advisory, mandatory, remediate',
    ],
    [
      'a level that is no text',
      { severities: { low: false } },
      'palisade.json: severities.low: the level is false: write one of disabled, advisory, mandatory, remediate',
    ],
    [
      'to mend what nothing can',
      { rules: { 'no-host-pid': 'remediate' } },
      'palisade.json: rules.no-host-pid: nothing can mend this rule at a preview: write disabled, advisory or mandatory',
    ],
    [
      'levels in a list',
      { rules: ['no-host-pid'] },
      'palisade.json: rules must be an object, such as { "no-host-pid": "advisory" }',
    ],
    ['a path that is none', { waivers: true }, 'palisade.json: waivers must be a path'],
    ['an empty path', { ruleFolder: '' }, 'palisade.json: ruleFolder must be a path'],
    ['waivers that are not there', { waivers: 'gone.yaml' }, 'gone.yaml: cannot be read: ENOENT'],
    ['rules that are not there', { ruleFolder: 'gone' }, 'The rules in gone cannot be used:'],
    [
      'all that is wrong at once',
      { severities: { x: 'advisory' }, rules: { y9: 'advisory' } },
      'palisade.json: severities.x: write one of critical, high, medium, low\npalisade.json: rules.y9: there is no rule y9',
    ],
  ])('%s', (_, content, problem) => {
    const found = problemsOf(() => read(content));
    expect(found.slice(0, problem.length)).toBe(problem);
  });

  test('a path that is not whole, since the engine starts a pack where it likes', () => {
    expect(problemsOf(() => readSettings({ PALISADE_SETTINGS: 'palisade.json' }))).toBe(
      'PALISADE_SETTINGS: is palisade.json: write the whole path, such as "$PWD/palisade.json"',
    );
  });

  test('a file that is not there', () => {
    expect(problemsOf(() => readSettings({ PALISADE_SETTINGS: join(folder, 'gone.json') }))).toMatch(
      /^gone\.json: cannot be read: ENOENT/,
    );
  });
});

function tomorrow(): string {
  return new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
}

const teamRule = `
const message = 'no label names the cost center';
const namespace = (labels) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } });
exports.rule = {
  id: 'require-cost-center', severity: 'low', on: 'object', message,
  title: 'Say who pays', rationale: 'Nobody looks at a bill of nobody.', remediation: 'Set the label.',
  references: [{ standard: 'documentation', url: 'https://wiki.example.com/cost-centers' }],
  resources: [{ group: '', versions: ['v1'], kinds: { Namespace: 'namespaces' } }],
  cel: '"cost-center" in object.metadata.?labels.orValue({})',
  samples: {
    good: [
      { name: 'one', given: namespace({ 'cost-center': 'a' }) },
      { name: 'another', given: namespace({ 'cost-center': 'b' }) },
    ],
    bad: [
      { name: 'none', given: namespace({}), message },
      { name: 'other labels', given: namespace({ a: 'b' }), message },
      { name: 'large letters', given: namespace({ 'Cost-Center': 'b' }), message },
    ],
  },
};`;
