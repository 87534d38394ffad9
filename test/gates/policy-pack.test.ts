import { join } from 'node:path';
import { projectRoot } from '@palisade/rehearsal';
import { hardenedContainer, hardenedPod, type JsonObject } from '@palisade/rules';
import { type Declared, type PackOptions, PolicyEngine, type Seen } from './engine';

jest.setTimeout(20 * 60_000);

let engine: PolicyEngine;
beforeAll(async () => {
  engine = await PolicyEngine.open();
});
afterAll(() => engine?.close());

function podNamed(name: string, change: JsonObject): Declared {
  const inputs = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'shop' }, spec: hardenedPod(change) };
  return { type: 'kubernetes:core/v1:Pod', name, inputs };
}

/** Breaks `no-host-pid`, which is high, and nothing else. */
const agent = podNamed('agent', { hostPID: true });
/** Breaks `no-service-account-token-mounts`, which is medium. */
const curious = podNamed('curious', { automountServiceAccountToken: undefined });
/** Breaks `no-privilege-escalation`, which is high, and has a fix. */
const escalating = podNamed('escalating', {
  containers: [hardenedContainer({ securityContext: { allowPrivilegeEscalation: undefined } })],
});

/** What was found: the resource, the rule, and whether it ends the preview. */
function found({ outcome }: Seen): string[] {
  return outcome.violations
    .map(({ rule, urn = '', mandatory }) => `${urn.split('::').at(-1)} ${rule}${mandatory ? ' mandatory' : ''}`)
    .sort();
}

describe('the level of a rule, on the real engine', () => {
  test.each<[string, PackOptions, string[]]>([
    ['is that of its severity', {}, ['agent no-host-pid mandatory', 'curious no-service-account-token-mounts']],
    [
      'is changed by severity',
      { settings: { severities: { high: 'advisory', medium: 'mandatory' } } },
      ['agent no-host-pid', 'curious no-service-account-token-mounts mandatory'],
    ],
    [
      'is changed by framework, before severity',
      {
        settings: {
          frameworks: { 'pss-restricted': 'advisory' },
          severities: { high: 'mandatory', medium: 'disabled' },
        },
      },
      ['agent no-host-pid'],
    ],
    [
      'is changed by rule, before framework',
      { settings: { rules: { 'no-host-pid': 'disabled' }, frameworks: { cis: 'mandatory' } } },
      ['curious no-service-account-token-mounts mandatory'],
    ],
    [
      'is changed by the engine’s own config, before all',
      { settings: { rules: { 'no-host-pid': 'disabled' } }, config: { 'no-host-pid': 'advisory' } },
      ['agent no-host-pid', 'curious no-service-account-token-mounts'],
    ],
    ['is changed by the engine’s own config for all', { config: { all: 'disabled' } }, []],
  ])('%s', async (_, options, expected) => {
    const seen = await engine.preview([agent, curious], options);
    expect(found(seen)).toEqual(expected);
    expect(seen.outcome.failed).toBe(expected.some((each) => each.endsWith('mandatory')));
  });

  test.each<[string, PackOptions, RegExp]>([
    [
      'a rule that there is not',
      { settings: { rules: { 'no-host-net': 'advisory' } } },
      /palisade\.json: rules\.no-host-net: there is no rule no-host-net; did you mean no-host-network\?$/,
    ],
    [
      'an expired waiver',
      { settings: { waivers: 'waivers.yaml' }, files: { 'waivers.yaml': waiver('{ name: agent }', '2020-01-31') } },
      /waivers\.yaml:5: expired on 2020-01-31 \(today is /,
    ],
  ])('%s stops the preview before anything is judged, and says why', async (_, options, reason) => {
    const { outcome, information } = await engine.preview([curious], options);
    expect(outcome.failed).toBe(true);
    expect(outcome.violations).toEqual([]);
    expect(information.join('\n')).toMatch(reason);
  });
});

test('a waiver lets through what it is about, and the preview says so', async () => {
  const seen = await engine.preview([agent, { ...agent, name: 'other' }], {
    settings: { waivers: 'waivers.yaml' },
    files: { 'waivers.yaml': waiver('{ urn: "urn:pulumi:gate::palisade::kubernetes:core/v1:Pod::agent" }') },
  });
  expect(found(seen)).toEqual(['other no-host-pid mandatory']);
  expect(seen.information).toEqual([
    `waived until ${tomorrow()} by platform: no-host-pid on urn:pulumi:gate::palisade::kubernetes:core/v1:Pod::agent: ` +
      'the pod shares the node’s process namespace. Reason: Counts processes.',
  ]);
});

test('a team’s own rules are held beside the catalogue’s', async () => {
  const namespace = (name: string, labels: JsonObject): Declared => ({
    type: 'kubernetes:core/v1:Namespace',
    name,
    inputs: { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
  });
  const seen = await engine.preview([namespace('shop', { 'cost-center': 'cc-1' }), namespace('lost', {})], {
    settings: {
      ruleFolder: join(projectRoot(), 'examples', 'team-rules', 'rules'),
      rules: { 'require-cost-center': 'mandatory' },
    },
    config: { all: 'disabled', 'require-cost-center': 'mandatory' },
  });
  expect(found(seen)).toEqual(['lost require-cost-center mandatory']);
});

describe('remediation, where it is asked for', () => {
  const repository = (name: string, inputs: JsonObject = {}): Declared => ({
    type: 'aws:ecr/repository:Repository',
    name,
    inputs: { name, imageTagMutability: 'IMMUTABLE', ...inputs },
  });
  const settings = { frameworks: { cis: 'remediate' } };
  /** Of the many rules about a repository only that which is mended. */
  const config = { all: 'disabled', 'ecr-scan-on-push': 'remediate', 'no-privilege-escalation': 'remediate' };

  test('mends at the preview, which shows the change, and lets it pass', async () => {
    const { outcome, inputs, remedies } = await engine.preview([escalating, repository('web')], { config });
    expect(outcome.failed).toBe(false);
    expect(outcome.violations).toEqual([]);
    expect(inputs.get('escalating')).toMatchObject({
      spec: { containers: [{ securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true } }] },
    });
    expect(inputs.get('web')).toEqual({
      name: 'web',
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
    });
    expect([...remedies].sort()).toEqual(['escalating no-privilege-escalation', 'web ecr-scan-on-push']);
  });

  test('makes in an update what the preview showed', async () => {
    const { outcome, made } = await engine.up([repository('web')], { config });
    expect(outcome.failed).toBe(false);
    expect(made.get('web')).toMatchObject({ imageScanningConfiguration: { scanOnPush: true } });
  });

  test('by framework mends what has a fix, and leaves the level of what has none', async () => {
    const seen = await engine.preview([escalating, curious], { settings });
    expect(found(seen)).toEqual(['curious no-service-account-token-mounts']);
  });

  test('of what it does not dare to change is a mandatory violation', async () => {
    const allowing = podNamed('allowing', {
      containers: [hardenedContainer({ securityContext: { allowPrivilegeEscalation: true } })],
    });
    const seen = await engine.preview([allowing], { settings });
    expect(found(seen)).toEqual(['allowing no-privilege-escalation mandatory']);
  });

  test('changes nothing where nobody asked', async () => {
    const { inputs, remedies } = await engine.preview([repository('other')]);
    expect(remedies).toEqual([]);
    expect(inputs.get('other')).toEqual({ name: 'other', imageTagMutability: 'IMMUTABLE' });
  });
});

function waiver(select: string, expires = tomorrow()): string {
  const lines = ['- rule: no-host-pid', `select: ${select}`, 'reason: Counts processes.', 'owner: platform'];
  return `${[...lines, `expires: ${expires}`].join('\n  ')}\n`;
}

function tomorrow(): string {
  return new Date(Date.now() + 86_400_000).toISOString().slice(0, 10);
}
