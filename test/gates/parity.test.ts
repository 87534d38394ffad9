import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportGate, gates } from '@palisade/policies/exports';
import { obtain, type Program, type ProgramName, projectRoot } from '@palisade/rehearsal';
import { awsRules, isSeenByAdmission, kubernetesRules as rules } from '@palisade/rules';
import { PolicedApiServer, type Response, verdictsIn, wrongDenials } from './api-server';
import { byConftest, byGator } from './command-line';
import { awsByCrossGuard, byCrossGuard, type Tried } from './cross-guard';
import { PolicyEngine } from './engine';
import { byEvaluator } from './in-process';
import { byKyverno } from './kyverno';
import { type Column, columnOf, differences, renderGates } from './matrix';
import { keyOf, subjectsOf, type Verdicts } from './subjects';

/** Programs may have to be built first. */
const longest = 40 * 60_000;
const page = join(projectRoot(), 'docs', 'generated', 'gates.md');

const subjects = subjectsOf(rules);
const objects = subjects.map(({ object }) => object);
const expected = byEvaluator(rules, objects);
const ownRules = new Map(subjects.map(({ object, samples }) => [keyOf(object), samples.map(({ rule }) => rule.id)]));
const admitted = new Set(rules.filter(isSeenByAdmission).map(({ id }) => id));
const seen = (rule: string) => admitted.has(rule);

let crossGuard: Verdicts;
let awsTried: Tried[];
let conftest: Verdicts;
let gator: Verdicts;
let kyverno: Verdicts;
let warnings: ReadonlyMap<string, Response>;
let denials: ReadonlyMap<string, Response>;
let programs: Readonly<Record<'conftest' | 'gator' | 'kyverno' | 'kube-apiserver' | 'pulumi', Program>>;

async function get(name: ProgramName): Promise<Program> {
  return obtain(name, { progress: () => {}, signal: new AbortController().signal });
}

beforeAll(async () => {
  const [etcd, manager] = [await get('etcd'), await get('kube-controller-manager')];
  programs = {
    conftest: await get('conftest'),
    gator: await get('gator'),
    kyverno: await get('kyverno'),
    'kube-apiserver': await get('kube-apiserver'),
    pulumi: await get('pulumi'),
  };
  const engine = await PolicyEngine.open();
  try {
    crossGuard = await byCrossGuard(engine, objects);
    awsTried = await awsByCrossGuard(engine, awsRules);
  } finally {
    engine.close();
  }
  conftest = await byConftest(programs.conftest.path, rules, objects);
  gator = await byGator(programs.gator.path, rules, objects);
  kyverno = await byKyverno(programs.kyverno.path, rules);
  const paths = {
    etcd: etcd.path,
    'kube-apiserver': programs['kube-apiserver'].path,
    'kube-controller-manager': manager.path,
  };
  const server = await PolicedApiServer.start(paths, rules);
  try {
    warnings = await server.judge(subjects);
    // In force, the policies would refuse the pods that ephemeral containers are added to; those have warned already.
    await server.deny();
    denials = await server.judge(subjects.filter(({ via }) => via === 'create'));
  } finally {
    await server.stop();
  }
}, longest);

describe('on every sample of every rule', () => {
  test('the evaluator finds what the samples say', () => {
    const { cells } = columnOf({ gate: 'Evaluator', program: '' }, rules, subjects, { verdicts: expected });
    expect([...cells].filter(([, cell]) => cell.differed.length > 0)).toEqual([]);
  });

  test('the policy pack finds what the evaluator finds', () => {
    expect([...crossGuard.keys()].sort()).toEqual([...expected.keys()].sort());
    expect(differences(expected, crossGuard)).toEqual([]);
  });

  test('the policy pack finds on AWS resources what the samples say', () => {
    expect(new Set(awsTried.map(({ rule }) => rule)).size).toBe(awsRules.length);
    expect(awsTried.filter(({ due, found }) => due.join() !== found.join())).toEqual([]);
  });

  test('conftest finds what the evaluator finds', () => {
    expect([...conftest.keys()].sort()).toEqual([...expected.keys()].sort());
    expect(differences(expected, conftest)).toEqual([]);
  });

  test('gator finds what the evaluator finds', () => {
    expect([...gator.keys()].sort()).toEqual([...expected.keys()].sort());
    expect(differences(expected, gator)).toEqual([]);
  });

  test('Kyverno finds what the evaluator finds, by the samples’ own rules', () => {
    expect([...kyverno.keys()].sort()).toEqual([...expected.keys()].sort());
    expect(differences(expected, kyverno, (rule, key) => ownRules.get(key)?.includes(rule) === true)).toEqual([]);
  });

  test('the API server’s policies warn of what the evaluator finds', () => {
    expect(differences(expected, verdictsIn(warnings, 'warned'), seen)).toEqual([]);
  });

  test('the API server’s policies write to the audit log what the evaluator finds', () => {
    expect(differences(expected, verdictsIn(warnings, 'audited'), seen)).toEqual([]);
  });

  test('the API server’s policies refuse what the evaluator finds something on, and nothing else', () => {
    expect(wrongDenials(expected, denials, seen)).toEqual([]);
  });

  test('only bad samples of one rule are refused before any policy sees them', () => {
    const refused = subjects.filter(({ object }) => 'refused' in (warnings.get(keyOf(object)) ?? {}));
    const samples = refused.flatMap((subject) => subject.samples).filter(({ rule }) => seen(rule.id));
    const by = new Set(samples.map(({ rule, isBad }) => `${rule.id} ${isBad}`));
    expect([...by]).toEqual(['no-unmasked-proc true']);
  });
});

test('every rule is in every export but KubeLinter’s and, where the API server shows nothing, its own', () => {
  const missing = gates.map((gate) => [gate, exportGate(gate, rules).untranslated.length] as const);
  expect(Object.fromEntries(missing.filter(([gate]) => gate !== 'kube-linter'))).toEqual({
    conftest: 0,
    gatekeeper: 0,
    kyverno: 0,
    vap: rules.length - admitted.size,
  });
});

test('the page of the matrix is what this run observed', () => {
  const columns: Column[] = [
    columnOf({ gate: 'Evaluator', program: 'the checks at synth and on files' }, rules, subjects, {
      verdicts: expected,
    }),
    columnOf({ gate: 'CrossGuard', program: `the policy pack in previews of ${named('pulumi')}` }, rules, subjects, {
      verdicts: crossGuard,
    }),
    columnOf({ gate: 'Admission', program: named('kube-apiserver') }, rules, subjects, {
      verdicts: verdictsIn(warnings, 'warned'),
      judges: ({ id }) => seen(id),
    }),
    columnOf({ gate: 'Kyverno', program: named('kyverno') }, rules, subjects, { verdicts: kyverno }),
    columnOf({ gate: 'Gatekeeper', program: named('gator') }, rules, subjects, { verdicts: gator }),
    columnOf({ gate: 'Conftest', program: named('conftest') }, rules, subjects, { verdicts: conftest }),
    columnOf({ gate: 'KubeLinter', program: undefined }, rules, subjects, { verdicts: new Map() }),
  ];
  const agreed = awsTried.filter(({ due, found }) => due.join() === found.join());
  const text = renderGates(rules, columns, {
    untranslated: {
      ValidatingAdmissionPolicy: exportGate('vap', rules).untranslated,
      KubeLinter: exportGate('kube-linter', rules).untranslated,
    },
    aws: { rules: awsRules.length, tried: awsTried.length, agreed: agreed.length },
  });
  if (process.env.PALISADE_DOCS === 'write') writeFileSync(page, text);
  expect(readFileSync(page, 'utf8')).toBe(text);
});

/** A program with the version that was pinned; one on PATH may be a neighbour of it, and the page must not depend on that. */
function named(program: keyof typeof programs): string {
  const [major, minor] = programs[program].version.split('.');
  return `${program} ${major}.${minor}`;
}
