import { fixFormProblems, fixProblems } from './check-fix';
import { Evaluator, type Finding } from './evaluator';
import type { Reference, Rule, Severity } from './rule';
import { samplesAsObjects } from './samples';

const severities: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
const standards: readonly Reference['standard'][] = [
  'aws-fsbp',
  'cis-eks',
  'cis-kubernetes',
  'documentation',
  'mitre-attack',
  'nsa-cisa',
  'pod-security',
];

/**
 * What keeps a value from being a rule of the catalogue, each as `id: problem`: its header, its logic, its samples, its fix. None
 * where it is one. For what comes from a compiled module, which no compiler of ours has checked.
 */
export function ruleProblems(value: unknown): string[] {
  const rule = value as Rule;
  const named = (problem: string) => `${isText(rule.id) ? rule.id : 'a rule without id'}: ${problem}`;
  const malformed = [
    ...headerProblems(rule),
    ...logicProblems(rule),
    ...sampleProblems(rule),
    ...fixFormProblems(rule),
  ];
  if (malformed.length > 0) return malformed.map(named);
  try {
    const evaluator = new Evaluator([rule]);
    const wrong = verdictProblems(rule, evaluator);
    // Of samples whose verdict is wrong a fix can't be judged.
    return (wrong.length > 0 ? wrong : fixProblems(rule, evaluator)).map(named);
  } catch (error) {
    // The compiler's own message begins with the rule.
    return [(error as Error).message.replace(/^rule /, '')];
  }
}

function headerProblems(rule: Rule): string[] {
  const problems: string[] = [];
  if (!isText(rule.id) || !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(rule.id)) {
    problems.push('id must be kebab case, such as require-cost-center');
  }
  if (!severities.includes(rule.severity)) problems.push(`severity must be one of ${severities.join(', ')}`);
  for (const key of ['title', 'rationale', 'remediation'] as const) {
    if (!isText(rule[key])) problems.push(`${key} must be a text`);
  }
  if (isText(rule.title) && rule.title.endsWith('.')) problems.push('title must have no full stop');
  const references: readonly Reference[] = Array.isArray(rule.references) ? rule.references : [];
  if (references.length === 0) problems.push('references must name at least one');
  for (const { standard } of references) {
    if (!standards.includes(standard))
      problems.push(`references name ${standard}: write one of ${standards.join(', ')}`);
  }
  return problems;
}

function logicProblems(rule: Rule): string[] {
  if (rule.on === 'stack') return typeof rule.check === 'function' ? [] : ['check must be a function'];
  const problems = (['cel', 'message'] as const).flatMap((key) => (isText(rule[key]) ? [] : [`${key} must be a text`]));
  if (rule.on === 'aws') return isList(rule.types, 1) ? problems : [...problems, 'types must name at least one'];
  if (rule.on === 'object') {
    return isList(rule.resources, 1) ? problems : [...problems, 'resources must name at least one'];
  }
  if (rule.on === 'pod' || rule.on === 'container') return problems;
  return ['on must be one of pod, container, object, aws, stack'];
}

function sampleProblems(rule: Rule): string[] {
  const problems: string[] = [];
  if (!isList(rule.samples?.good, 2)) problems.push('samples must have at least two good ones');
  if (!isList(rule.samples?.bad, 3)) problems.push('samples must have at least three bad ones');
  return problems;
}

interface Tried {
  readonly name: string;
  /** Undefined for a good sample. */
  readonly message: string | undefined;
  readonly findings: readonly Finding[];
}

/** A good sample passes its rule, a bad one breaks it once and with the very message. */
function verdictProblems(rule: Rule, evaluator: Evaluator): string[] {
  return triedBy(rule, evaluator).flatMap(({ name, message, findings }) => {
    const found = findings.map((finding) => finding.message);
    if (message === undefined) {
      return found.length === 0 ? [] : [`the good sample “${name}” is found: ${found.join('; ')}`];
    }
    if (found.length === 0) return [`the bad sample “${name}” is not found`];
    if (found.length > 1) return [`the bad sample “${name}” is found ${found.length} times: ${found.join('; ')}`];
    return found[0] === message ? [] : [`the bad sample “${name}” says “${message}”, but is found as “${found[0]}”`];
  });
}

function triedBy(rule: Rule, evaluator: Evaluator): Tried[] {
  if (rule.on === 'aws' || rule.on === 'stack') {
    return [...rule.samples.good, ...rule.samples.bad].map((sample) => ({
      name: sample.name,
      message: 'message' in sample ? (sample.message as string) : undefined,
      findings: rule.on === 'aws' ? evaluator.aws(sample.given as never) : evaluator.stack(sample.given as never),
    }));
  }
  return samplesAsObjects(rule).map(({ name, message, object }) => ({
    name,
    message,
    findings: evaluator.kubernetes(object),
  }));
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isList(value: unknown, atLeast: number): boolean {
  return Array.isArray(value) && value.length >= atLeast;
}
