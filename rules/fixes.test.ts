import { Evaluator } from './evaluator';
import { kubernetesPatch, mergeInto } from './fixes';
import { noHostNetwork } from './pod/no-host-network';
import { noPrivilegeEscalation } from './pod/no-privilege-escalation';
import type { JsonObject, KubernetesRule } from './rule';

const patchOf = (rule: KubernetesRule, object: JsonObject) => kubernetesPatch(rule, object, new Evaluator([rule]));

const forbids = { name: 'a', securityContext: { allowPrivilegeEscalation: false } };
const patch = { securityContext: { allowPrivilegeEscalation: false } };

describe('the patch of an object', () => {
  test.each<[string, JsonObject, JsonObject | undefined]>([
    [
      'of those containers alone that break the rule',
      { containers: [forbids, { name: 'b' }] },
      { containers: { 1: patch } },
    ],
    [
      'of init containers too',
      { containers: [forbids], initContainers: [{ name: 'b' }] },
      { initContainers: { 0: patch } },
    ],
    ['of nothing where all is well', { containers: [forbids] }, undefined],
    [
      'of nothing that was chosen on purpose',
      { containers: [{ name: 'a', securityContext: { allowPrivilegeEscalation: true } }] },
      undefined,
    ],
  ])('is %s', (_, spec, expected) => {
    const pod = patchOf(noPrivilegeEscalation, { apiVersion: 'v1', kind: 'Pod', spec });
    expect(pod).toEqual(expected && { spec: expected });
    const schedule = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      spec: { jobTemplate: { spec: { template: { spec } } } },
    };
    expect(patchOf(noPrivilegeEscalation, schedule)).toEqual(
      expected && { spec: { jobTemplate: { spec: { template: { spec: expected } } } } },
    );
  });

  test('is none by a rule without a fix, and of a kind without pods', () => {
    expect(patchOf(noHostNetwork, { apiVersion: 'v1', kind: 'Pod', spec: { hostNetwork: true } })).toBeUndefined();
    expect(patchOf(noPrivilegeEscalation, { apiVersion: 'v1', kind: 'Service', spec: {} })).toBeUndefined();
  });
});

test.each<[string, object, JsonObject, object]>([
  ['objects', { a: { b: 1 }, c: 2 }, { a: { d: 3 } }, { a: { b: 1, d: 3 }, c: 2 }],
  [
    'objects into lists, by index',
    { a: [{ b: 1 }, { b: 2 }] },
    { a: { 1: { c: 3 } } },
    { a: [{ b: 1 }, { b: 2, c: 3 }] },
  ],
  ['lists over lists', { a: [1, 2] }, { a: [3] }, { a: [3] }],
  ['objects where there was none', { a: null }, { a: { b: 1 }, c: { d: 2 } }, { a: { b: 1 }, c: { d: 2 } }],
])('merges %s', (_, target, given, expected) => {
  mergeInto(target, given);
  expect(target).toEqual(expected);
});
