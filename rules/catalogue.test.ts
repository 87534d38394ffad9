import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { awsRules, catalogue, kubernetesRules, stackRules } from './catalogue';
import { Evaluator, type Finding } from './evaluator';
import type { Rule, Severity } from './rule';
import { samplesAsObjects } from './samples';

const evaluator = new Evaluator(catalogue);
const ranks: Readonly<Record<Severity, number>> = { critical: 3, high: 2, medium: 1, low: 0 };
const subjects = {
  kubernetes: [
    'admission',
    'api',
    'image',
    'mesh',
    'namespace',
    'network',
    'pod',
    'rbac',
    'secret',
    'service',
    'storage',
    'workload',
  ],
  // The folder beside aws-* that holds their CEL functions is no subject.
  aws: readdirSync(__dirname).filter((name) => name.startsWith('aws-') && name !== 'aws-cel'),
  stack: readdirSync(__dirname).filter((name) => name.startsWith('stack-')),
};

/** The names of the files that define a rule; what rules of one folder share stands beside them. */
function filesOf(folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) => readdirSync(join(__dirname, folder)).map((file) => join(folder, file)))
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .filter((file) => readFileSync(join(__dirname, file), 'utf8').includes('defineRule('))
    .map((file) => basename(file, '.ts'))
    .sort();
}

function idsOf(rules: readonly Rule[]): string[] {
  return rules.map(({ id }) => id);
}

function messagesOf(findings: readonly Finding[], id: string): string[] {
  return findings.filter(({ rule }) => rule.id === id).map(({ message }) => message);
}

/** Ids of other rules that were found at the rule's severity or above, which a sample may not break unsaid. */
function othersAsBad(findings: readonly Finding[], rule: Rule, also: readonly string[] = []): string[] {
  return findings
    .filter((finding) => finding.rule !== rule && ranks[finding.rule.severity] >= ranks[rule.severity])
    .map((finding) => finding.rule.id)
    .filter((id) => !also.includes(id));
}

describe('the catalogue', () => {
  test.each([
    ['kubernetes', kubernetesRules],
    ['aws', awsRules],
    ['stack', stackRules],
  ] as const)('lists every file of the %s rules, sorted by id', (part, rules) => {
    expect(idsOf(rules)).toEqual(filesOf(subjects[part]));
  });

  test('has each id once', () => {
    expect(new Set(idsOf(catalogue)).size).toBe(catalogue.length);
  });

  test('has at least seventy-five Kubernetes rules', () => {
    expect(kubernetesRules.length).toBeGreaterThanOrEqual(75);
  });

  test.each(catalogue.map((rule) => [rule.id, rule] as const))('%s reads like a page', (_, rule) => {
    expect(rule.id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(rule.title).toMatch(/^[A-Z].*[^.]$/s);
    expect(rule.rationale).toMatch(/^[A-Z].{40,}[.)]$/s);
    expect(rule.remediation).toMatch(/^[A-Z].{10,}[.)]$/s);
    const samples = [...rule.samples.good, ...rule.samples.bad].map(({ name }) => name);
    expect(new Set(samples).size).toBe(samples.length);
    if ('forEach' in rule && rule.forEach) expect(rule.message).toContain('{label}');
  });
});

describe.each(kubernetesRules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
  const objects = samplesAsObjects(rule);

  test.each(objects.filter(({ message }) => message === undefined).map((sample) => [sample.name, sample] as const))(
    'passes the whole catalogue: %s',
    (_, sample) => {
      expect(evaluator.kubernetes(sample.object).map(({ rule, message }) => [rule.id, message])).toEqual([]);
    },
  );

  test.each(objects.flatMap((sample) => (sample.message === undefined ? [] : [[sample.name, sample] as const])))(
    'is found, and no more than said: %s',
    (_, sample) => {
      const findings = evaluator.kubernetes(sample.object);
      expect(messagesOf(findings, rule.id)).toEqual([sample.message]);
      expect(idsOf(findings.map((finding) => finding.rule)).sort()).toEqual([rule.id, ...sample.also].sort());
      expect(findings.some(({ erred }) => erred)).toBe(false);
    },
  );
});

if (awsRules.length > 0) {
  describe.each(awsRules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
    test.each(rule.samples.good.map((sample) => [sample.name, sample] as const))('passes: %s', (_, { given }) => {
      expect(rule.types).toContain(given.type);
      expect(messagesOf(evaluator.aws(given), rule.id)).toEqual([]);
    });

    test.each(rule.samples.bad.map((sample) => [sample.name, sample] as const))(
      'is found, and no other as bad: %s',
      (_, { given, message, also }) => {
        const findings = evaluator.aws(given);
        expect(messagesOf(findings, rule.id)).toEqual([message]);
        expect(othersAsBad(findings, rule, also)).toEqual([]);
      },
    );
  });
}

if (stackRules.length > 0) {
  describe.each(stackRules.map((rule) => [rule.id, rule] as const))('%s', (_, rule) => {
    test.each(rule.samples.good.map((sample) => [sample.name, sample] as const))('passes: %s', (_, { given }) => {
      expect(messagesOf(evaluator.stack(given), rule.id)).toEqual([]);
    });

    test.each(rule.samples.bad.map((sample) => [sample.name, sample] as const))(
      'is found, and no other as bad: %s',
      (_, { given, message, also }) => {
        const findings = evaluator.stack(given);
        expect(messagesOf(findings, rule.id)).toEqual([message]);
        expect(othersAsBad(findings, rule, also)).toEqual([]);
      },
    );
  });
}
