import { catalogue, type WaiverSelector, Waivers } from '@palisade/rules';
import {
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationArgs,
  type StackValidationPolicy,
  UnknownValueError,
  unknownCheckingProxy,
} from '@pulumi/policy';
import { policiesOf } from './pack';

/** What the engine sends for a text that is not known yet. */
const unknown = '04da6b54-80e4-46f7-96ec-b56ff0331ba9';

interface Seen {
  readonly reported: string[];
  readonly said: string[];
}

function packWith(rule: string, select: WaiverSelector) {
  const said: string[] = [];
  const grant = { rule, select, reason: 'Counts processes.', owner: 'platform', expires: '2099-12-31', line: 1 };
  const policies = policiesOf(catalogue, { waivers: new Waivers([grant]), onWaived: (line) => said.push(line) });
  const find = (id: string) => policies.find(({ name }) => name === id);
  return { find, said };
}

const urnOf = (type: string) => `urn:pulumi:prod::shop::${type}::one`;

function judged(rule: string, select: WaiverSelector, type: string, props: object): Seen {
  const { find, said } = packWith(rule, select);
  const { validateResource } = find(rule) as ResourceValidationPolicy;
  if (typeof validateResource !== 'function') throw new Error(`${rule} has not one validation`);
  const reported: string[] = [];
  const args = {
    ...{ type, urn: urnOf(type), name: 'one', props: unknownCheckingProxy(props), opts: { aliases: [] } },
    isType: () => true,
  };
  validateResource(args as unknown as ResourceValidationArgs, (message) => reported.push(String(message)));
  return { reported, said };
}

const POD = 'kubernetes:core/v1:Pod';
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'agent', namespace: 'ops' }, spec: { hostPID: true } };

describe('a finding that a waiver covers stops nothing, and is said', () => {
  test.each<[string, WaiverSelector]>([
    ['name', { name: 'agent' }],
    ['beginning of a name, and kind', { name: 'age*', kind: 'Pod' }],
    ['namespace', { namespace: 'ops' }],
    ['URN', { urn: urnOf(POD) }],
    ['type within a stack', { urn: `urn:pulumi:prod::shop::${POD}::*` }],
  ])('by %s', (_, select) => {
    expect(judged('no-host-pid', select, POD, pod)).toEqual({
      reported: [],
      said: [
        'waived until 2099-12-31 by platform: no-host-pid on urn:pulumi:prod::shop::kubernetes:core/v1:Pod::one: ' +
          'the pod shares the node’s process namespace. Reason: Counts processes.',
      ],
    });
  });

  test('on an AWS resource', () => {
    const select = { urn: urnOf('aws:kms/key:Key') };
    const { reported, said } = judged('kms-key-rotation', select, 'aws:kms/key:Key', {});
    expect(reported).toEqual([]);
    expect(said).toHaveLength(1);
  });

  test('on a resource of a whole stack', () => {
    const { find, said } = packWith('namespace-default-deny', { kind: 'Namespace', name: 'legacy' });
    const { validateStack } = find('namespace-default-deny') as StackValidationPolicy;
    const namespace = (name: string) => ({
      type: 'kubernetes:core/v1:Namespace',
      name,
      urn: `urn:${name}`,
      props: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
      propertyDependencies: {},
      opts: { aliases: [] },
    });
    const reported: unknown[] = [];
    const args = { resources: [namespace('legacy'), namespace('new')] };
    validateStack(args as unknown as StackValidationArgs, (_: unknown, urn?: string) => reported.push(urn));
    expect(reported).toEqual(['urn:new']);
    expect(said).toHaveLength(1);
  });
});

describe('a finding that no waiver covers is reported', () => {
  test.each<[string, string, WaiverSelector]>([
    ['another rule', 'no-host-ipc', { name: 'agent' }],
    ['another name', 'no-host-pid', { name: 'agents' }],
    ['another kind', 'no-host-pid', { name: 'agent', kind: 'DaemonSet' }],
    ['another stack', 'no-host-pid', { urn: `urn:pulumi:dev::shop::${POD}::one` }],
  ])('of %s', (_, waivedRule, select) => {
    const { find, said } = packWith(waivedRule, select);
    const { validateResource } = find('no-host-pid') as ResourceValidationPolicy;
    const reported: unknown[] = [];
    const args = { type: POD, urn: urnOf(POD), name: 'one', props: unknownCheckingProxy(pod), opts: {} };
    if (typeof validateResource === 'function') {
      validateResource(args as unknown as ResourceValidationArgs, (message) => reported.push(message));
    }
    expect(reported).toHaveLength(1);
    expect(said).toEqual([]);
  });

  test('though the workload asks for a waiver', () => {
    const annotations = { 'palisade.dev/waive': 'no-host-pid' };
    const asking = { ...pod, metadata: { name: 'other', annotations } };
    expect(judged('no-host-pid', { name: 'agent' }, POD, asking).reported).toHaveLength(1);
  });
});

test('whether a name that is not known yet is waived cannot be told yet', () => {
  const unnamed = { ...pod, metadata: { name: unknown } };
  expect(() => judged('no-host-pid', { name: 'agent' }, POD, unnamed)).toThrow(UnknownValueError);
  expect(judged('no-host-pid', { urn: urnOf(POD) }, POD, unnamed).said).toHaveLength(1);
});

test('levels are those of the options', () => {
  const levels = { severities: { high: 'advisory' }, rules: { 'kms-key-rotation': 'remediate' } } as const;
  const found = new Map(
    policiesOf(catalogue, { levels }).map(({ name, enforcementLevel }) => [name, enforcementLevel]),
  );
  expect(found.get('no-privilege-escalation')).toBe('advisory');
  expect(found.get('kms-key-rotation')).toBe('remediate');
  expect(found.get('no-privileged-containers')).toBe('mandatory');
});
