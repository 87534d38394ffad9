import { obtain, type ProgramName } from '@palisade/rehearsal';
import { kubernetesRules as rules } from '@palisade/rules';
import { clusterPrograms } from '../support/cluster-programs';
import { PolicedApiServer, type Response, verdictsIn } from './api-server';
import { byConftest, byGator } from './command-line';
import { byEvaluator } from './in-process';
import { differences } from './matrix';
import { Random } from './random';
import { randomPod } from './random-pods';
import { keyOf, type Subject, type Verdicts } from './subjects';

const wanted = 2000;
/** Another one each run, so that over time more is tried; this one again by PALISADE_SEED. */
const seed = Number(process.env.PALISADE_SEED ?? Math.floor(Math.random() * 2 ** 32));
const longest = 40 * 60_000;

const accepted = new Map<string, Response>();
const refused: string[] = [];
let expected: Verdicts;
let conftest: Verdicts;
let gator: Verdicts;

async function pathOf(name: ProgramName): Promise<string> {
  return (await obtain(name, { progress: () => {}, signal: new AbortController().signal })).path;
}

beforeAll(async () => {
  console.log(`Random pods of seed ${seed}; the same again with PALISADE_SEED=${seed}.`);
  const random = new Random(seed);
  const server = await PolicedApiServer.start(await clusterPrograms(), rules);
  const objects = new Map<string, Subject['object']>();
  try {
    while (accepted.size < wanted) {
      const pods = Array.from({ length: 250 }, () => randomPod(random));
      for (const { object } of pods) objects.set(keyOf(object), object);
      const responses = await server.judge(pods);
      for (const [key, response] of responses) {
        if ('refused' in response) refused.push(`${response.refused} on ${key}`);
        else accepted.set(key, response);
      }
      // A generator that makes little that is valid would never end.
      if (refused.length > wanted) throw new Error(`${refused.length} pods are refused, such as: ${refused[0]}`);
    }
  } finally {
    await server.stop();
  }
  console.log(`${accepted.size} pods judged; the API server itself refused ${refused.length} more.`);
  const judged = [...accepted.keys()].map((key) => objects.get(key) as Subject['object']);
  expected = byEvaluator(rules, judged);
  conftest = await byConftest(await pathOf('conftest'), rules, judged);
  gator = await byGator(await pathOf('gator'), rules, judged);
}, longest);

describe(`at least ${wanted} random pods of seed ${seed}`, () => {
  test('are judged alike by the evaluator and by the API server', () => {
    expect(accepted.size).toBeGreaterThanOrEqual(wanted);
    // Not by its warnings: it drops some where there are many.
    expect(differences(expected, verdictsIn(accepted, 'audited')).slice(0, 10)).toEqual([]);
  });

  test('are judged alike by conftest', () => {
    expect([...conftest.keys()].sort()).toEqual([...expected.keys()].sort());
    expect(differences(expected, conftest).slice(0, 10)).toEqual([]);
  });

  test('are judged alike by gator', () => {
    expect([...gator.keys()].sort()).toEqual([...expected.keys()].sort());
    expect(differences(expected, gator).slice(0, 10)).toEqual([]);
  });

  test('break every rule about pods at least once, and keep it at least once', () => {
    const broken = new Map<string, number>();
    for (const found of expected.values()) for (const { rule } of found) broken.set(rule, (broken.get(rule) ?? 0) + 1);
    const never = rules
      .filter(({ on }) => on !== 'object')
      .map(({ id }) => [id, broken.get(id) ?? 0] as const)
      .filter(([, count]) => count === 0 || count === expected.size);
    // The API server refuses by itself what this rule is about.
    expect(never).toEqual([['no-unmasked-proc', 0]]);
  });
});
