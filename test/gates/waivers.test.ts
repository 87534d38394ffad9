import { obtain, type ProgramName } from '@palisade/rehearsal';
import { Evaluator, hardenedContainer, hardenedPod, type JsonObject, kubernetesRules, Waivers } from '@palisade/rules';
import { clusterPrograms } from '../support/cluster-programs';
import { PolicedApiServer, verdictsIn } from './api-server';
import { byConftest, byGator } from './command-line';
import { byCrossGuard, onlyRule } from './cross-guard';
import { PolicyEngine } from './engine';
import { judgedByKyverno } from './kyverno';
import { keyOf, type Verdicts } from './subjects';

const longest = 40 * 60_000;
const rules = kubernetesRules.filter(({ id }) => id === 'no-host-pid');
const base = { rule: 'no-host-pid', reason: 'Counts processes', owner: 'platform@example.com', expires: '2099-12-31' };
const waivers = new Waivers([
  { ...base, line: 1, select: { kind: 'DaemonSet', namespace: 'sample', name: 'agent*' } },
  { ...base, line: 2, select: { namespace: 'sample', image: 'registry.example.com/agent@*' } },
]);

const digest = '@sha256:4a1c4b21597c1b4415bdbecb28a3296c6b5e23ca4f9feeb599860a1dac6a0108';
const images = (...names: string[]) =>
  names.map((image, i) => hardenedContainer({ name: `c${i}`, image: `registry.example.com/${image}${digest}` }));

function objectOf(kind: 'Pod' | 'DaemonSet', metadata: JsonObject, containers: JsonObject[]): JsonObject {
  const pod = hardenedPod({ hostUsers: undefined, hostPID: true, containers });
  if (kind === 'Pod') return { apiVersion: 'v1', kind, metadata, spec: pod };
  const labels = { app: 'sample' };
  const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } };
  return { apiVersion: 'apps/v1', kind, metadata, spec };
}

/** An annotation that asks for a waiver is none. */
const asking = {
  annotations: { 'palisade.dev/waive': 'no-host-pid', 'ignore-check.kube-linter.io/no-host-pid': 'please' },
};
const cases: readonly (readonly [string, boolean, JsonObject])[] = [
  [
    'of the kind, in the namespace, named so',
    true,
    objectOf('DaemonSet', { namespace: 'sample', name: 'agent-1' }, images('app')),
  ],
  ['of another kind', false, objectOf('Pod', { namespace: 'sample', name: 'agent-2' }, images('app'))],
  ['in another namespace', false, objectOf('DaemonSet', { namespace: 'default', name: 'agent-3' }, images('app'))],
  ['of another name', false, objectOf('DaemonSet', { namespace: 'sample', name: 'other-4' }, images('app'))],
  [
    'that asks for it',
    false,
    objectOf('DaemonSet', { namespace: 'sample', name: 'other-5', ...asking }, images('app')),
  ],
  ['of the image alone', true, objectOf('Pod', { namespace: 'sample', name: 'any-6' }, images('agent', 'agent'))],
  [
    'of the image and of another',
    false,
    objectOf('Pod', { namespace: 'sample', name: 'any-7' }, images('agent', 'app')),
  ],
];
const objects = cases.map(([, , object]) => object);

async function pathOf(name: ProgramName): Promise<string> {
  return (await obtain(name, { progress: () => {}, signal: new AbortController().signal })).path;
}

/** The waivers as people write them; these lines are JSON, which is YAML. In a file they may not last for ever. */
function file(): string {
  const expires = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
  return waivers.all.map(({ line: _, ...waiver }) => `- ${JSON.stringify({ ...waiver, expires })}`).join('\n');
}

/** Which cases pass. */
function waived(verdicts: Verdicts): (readonly [string, boolean])[] {
  return cases.map(([name, , object]) => [name, verdicts.get(keyOf(object))?.length === 0]);
}

const due = cases.map(([name, isWaived]) => [name, isWaived]);

describe('waivers let through what they are about, and nothing else', () => {
  test('by their own say, where all objects break the rule', () => {
    const evaluator = new Evaluator(rules);
    const findings = objects.flatMap((object) => evaluator.kubernetes(object).map(({ rule }) => ({ rule, object })));
    expect(findings.length).toBe(cases.length);
    const covered = findings.map(({ rule, object }) => waivers.covers(rule, { object }) !== undefined);
    expect(cases.map(([name], i) => [name, covered[i]])).toEqual(due);
  });

  test(
    'at a preview',
    async () => {
      const engine = await PolicyEngine.open();
      try {
        const pack = {
          ...onlyRule('no-host-pid'),
          settings: { waivers: 'waivers.yaml' },
          files: { 'waivers.yaml': file() },
        };
        expect(waived(await byCrossGuard(engine, objects, pack))).toEqual(due);
      } finally {
        engine.close();
      }
    },
    longest,
  );

  test(
    'at the API server',
    async () => {
      const server = await PolicedApiServer.start(await clusterPrograms(), rules, waivers);
      try {
        const responses = await server.judge(objects.map((object) => ({ object, via: 'create' as const })));
        expect(waived(verdictsIn(responses, 'warned'))).toEqual(due);
      } finally {
        await server.stop();
      }
    },
    longest,
  );

  test(
    'at conftest',
    async () => {
      expect(waived(await byConftest(await pathOf('conftest'), rules, objects, waivers))).toEqual(due);
    },
    longest,
  );

  test(
    'at gator',
    async () => {
      expect(waived(await byGator(await pathOf('gator'), rules, objects, waivers))).toEqual(due);
    },
    longest,
  );

  test(
    'at Kyverno',
    async () => {
      const [rule] = rules;
      if (rule === undefined) throw new Error('the rule is gone');
      expect(waived(await judgedByKyverno(await pathOf('kyverno'), rule, objects, waivers))).toEqual(due);
    },
    longest,
  );
});

test('an expired waiver lets nothing through any more at conftest, even where the export is old', async () => {
  const old = new Waivers(waivers.all.map((waiver) => ({ ...waiver, expires: '2020-01-31' })));
  const nothing = cases.map(([name]) => [name, false]);
  expect(waived(await byConftest(await pathOf('conftest'), rules, objects, old))).toEqual(nothing);
}, 60_000);
