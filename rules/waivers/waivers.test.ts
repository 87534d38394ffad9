import { validatingAdmissionPolicy } from '../admission';
import { Evaluator } from '../evaluator';
import { hardenedContainer, hardenedPod } from '../hardened';
import { noHostNetwork } from '../pod/no-host-network';
import { podKinds } from '../pods';
import { defineRule, type JsonObject } from '../rule';
import { wholeObject } from '../samples';
import { anyWaiverCondition, waiverCondition } from './condition';
import type { Waiver, WaiverSelector } from './waiver';
import { Waivers } from './waivers';

const agent = 'registry.example.com/agents/node@sha256:0a';
const shop = 'registry.example.com/shop/web@sha256:0b';
const urn = 'urn:pulumi:prod::shop::kubernetes:apps/v1:DaemonSet::agent';

function waiver(select: WaiverSelector, rule = 'no-host-network'): Waiver {
  return { rule, select, reason: 'because', owner: 'platform', expires: '2027-01-31', line: 1 };
}

function workload(kind: string, metadata: JsonObject, ...images: (string | undefined)[]): JsonObject {
  const podKind = podKinds.find((each) => each.kind === kind);
  if (podKind === undefined) throw new Error(`${kind} holds no pods`);
  const [first, ...more] = images.map((image, index) => hardenedContainer({ name: `c${index}`, image }));
  const pod = hardenedPod({ containers: first ? [first] : [], initContainers: more });
  return { ...wholeObject(podKind, pod), metadata };
}

const own = { name: 'node-agent', namespace: 'monitoring' };
const objects: Readonly<Record<string, JsonObject>> = {
  'its DaemonSet': workload('DaemonSet', own, agent),
  'its pod': workload('Pod', { ...own, name: 'node-agent-x7k2p' }, agent),
  'a CronJob with an image beside': workload('CronJob', own, agent, shop),
  'a Job without an image': workload('Job', own, undefined),
  'a pod without containers': workload('Pod', own),
  'one elsewhere': workload('DaemonSet', { ...own, namespace: 'web' }, agent),
  'one that names no namespace': workload('DaemonSet', { name: 'node-agent' }, agent),
  'a template': workload('PodTemplate', own, agent),
  'one that says it is waived': workload(
    'Deployment',
    { name: 'web', namespace: 'web', annotations: { 'palisade.dev/waive': 'no-host-network' }, labels: { ...own } },
    shop,
  ),
  'a Service of that name': { apiVersion: 'v1', kind: 'Service', metadata: own },
};

describe.each<[string, WaiverSelector, readonly string[]]>([
  [
    'a name',
    { name: 'node-agent' },
    [
      'its DaemonSet',
      'a CronJob with an image beside',
      'a Job without an image',
      'a pod without containers',
      'one elsewhere',
      'one that names no namespace',
      'a template',
      'a Service of that name',
    ],
  ],
  [
    'a name in a namespace, by kind',
    { kind: 'DaemonSet', namespace: 'monitoring', name: 'node-agent' },
    ['its DaemonSet'],
  ],
  ['what begins like a name, in a namespace', { namespace: 'monitoring', name: 'node-agent-*' }, ['its pod']],
  ['a namespace', { kind: 'Pod', namespace: 'monitoring' }, ['its pod', 'a pod without containers']],
  ['namespaces that begin alike', { namespace: 'w*' }, ['one elsewhere', 'one that says it is waived']],
  [
    'an image, of all containers',
    { image: agent },
    ['its DaemonSet', 'its pod', 'one elsewhere', 'one that names no namespace', 'a template'],
  ],
  [
    'images that begin alike',
    { namespace: 'monitoring', image: 'registry.example.com/*' },
    ['its DaemonSet', 'its pod', 'a CronJob with an image beside', 'a template'],
  ],
])('selected by %s', (_, select, expected) => {
  const waivers = new Waivers([waiver(select)]);
  const condition = waiverCondition(waiver(select)) as string;
  const asRule = defineRule({
    ...noHostNetwork,
    id: 'is-not-waived',
    on: 'object',
    resources: [
      ...podKinds.map(({ group, kind, plural }) => ({ group, versions: ['v1'] as const, kinds: { [kind]: plural } })),
      { group: '', versions: ['v1'], kinds: { Service: 'services' } },
    ] as never,
    cel: `!(${condition})`,
  });
  const evaluator = new Evaluator([asRule]);

  test.each(Object.entries(objects))('%s', (name, object) => {
    expect(waivers.covers(noHostNetwork, { object }) !== undefined).toBe(expected.includes(name));
    expect(evaluator.kubernetes(object).map(({ erred }) => erred)).toEqual(expected.includes(name) ? [false] : []);
  });
});

describe('a waiver', () => {
  test('is for its own rule only', () => {
    const waivers = new Waivers([waiver({ name: 'node-agent' }, 'no-host-pid')]);
    expect(waivers.covers(noHostNetwork, { object: objects['its DaemonSet'] })).toBeUndefined();
    expect(waivers.covers({ id: 'no-host-pid' }, { object: objects['its DaemonSet'] })?.rule).toBe('no-host-pid');
    expect(waivers.forRule('no-host-pid')).toHaveLength(1);
    expect(waivers.forRule('no-host-network')).toEqual([]);
  });

  test('of a URN is for previews, and for no gate that knows none', () => {
    const waivers = new Waivers([waiver({ urn })]);
    expect(waivers.covers(noHostNetwork, { urn })).toBeDefined();
    expect(waivers.covers(noHostNetwork, { urn: `${urn}2` })).toBeUndefined();
    expect(waivers.covers(noHostNetwork, { object: objects['its DaemonSet'] })).toBeUndefined();
    expect(waiverCondition(waiver({ urn }))).toBeUndefined();
    expect(anyWaiverCondition([waiver({ urn })])).toBeUndefined();
  });

  test('of a URN and a name needs both', () => {
    const waivers = new Waivers([waiver({ urn, name: 'node-agent' })]);
    expect(waivers.covers(noHostNetwork, { urn, object: objects['its DaemonSet'] })).toBeDefined();
    expect(waivers.covers(noHostNetwork, { urn, object: objects['its pod'] })).toBeUndefined();
  });

  test('passes on what an object throws when it is read', () => {
    const object = {
      get metadata(): never {
        throw new Error('not known yet');
      },
    };
    const waivers = new Waivers([waiver({ name: 'node-agent' })]);
    expect(() => waivers.covers(noHostNetwork, { object })).toThrow('not known yet');
  });
});

describe('the admission policy', () => {
  const conditionsWith = (...given: Waiver[]) => {
    const { policy } = validatingAdmissionPolicy(noHostNetwork, { waivers: new Waivers(given) });
    return (policy.spec as { matchConditions: unknown[] }).matchConditions.slice(1);
  };

  test('lets what is waived pass, whichever waiver it is', () => {
    expect(
      conditionsWith(waiver({ namespace: 'monitoring', name: 'node-agent*' }), waiver({ urn }), waiver({ name: 'x' })),
    ).toEqual([
      {
        name: 'is-not-waived',
        expression:
          '!((object.metadata.?namespace.orValue("") == "monitoring" && object.metadata.?name.orValue("").startsWith("node-agent")) || (object.metadata.?name.orValue("") == "x"))',
      },
    ]);
  });

  test('is as it was where nothing is waived for its rule', () => {
    expect(conditionsWith(waiver({ name: 'x' }, 'no-host-pid'))).toEqual([]);
    expect(conditionsWith(waiver({ urn }))).toEqual([]);
  });
});
