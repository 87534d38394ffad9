import { property } from '../pods';
import { defineRule, type StackResource } from '../rule';
import { byNamespace, listIn, nameOf, ofKind, ownNamespaces } from './objects';
import { hardLimits, holdsNoPods, isBounded } from './quotas';
import { containerLimits, denied, namespace, object, quota } from './samples';

const made = [namespace('payments'), denied('payments')];
const amounts = { 'requests.cpu': '8', 'limits.memory': '32Gi', pods: '50' };
const memory = { default: { memory: '256Mi' }, defaultRequest: { memory: '128Mi' }, max: { memory: '8Gi' } };

/** What a quota must bound, by any of the names. Requests never exceed limits, so that what bounds these bounds those. */
const room: readonly (readonly string[])[] = [['requests.cpu', 'cpu', 'limits.cpu'], ['limits.memory'], ['pods']];
const ofContainers = ['default', 'defaultRequest', 'max'];

export const namespaceBounded = defineRule({
  id: 'namespace-bounded',
  on: 'stack',
  severity: 'medium',
  title: 'Bound what a namespace may use',
  rationale:
    'Without a quota one namespace, broken or broken into, takes the memory and processors of all others; without a limit range a pod that names no limits has none. A quota or a limit range that leaves one of these out is none for it.',
  remediation:
    'Make a ResourceQuota for the namespace with `requests.cpu`, `limits.memory` and `pods` (a bound on memory requests alone leaves open how much is used), and a LimitRange of type `Container` with `default`, `defaultRequest` and `max` for memory.',
  references: [
    { standard: 'nsa-cisa', control: 'Resource policies' },
    { standard: 'mitre-attack', control: 'T1496' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/concepts/policy/resource-quotas/' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/concepts/policy/limit-range/' },
  ],
  check: (resources) => {
    const limits = hardLimits(resources);
    const quotas = byNamespace(ofKind(resources, '', 'ResourceQuota'));
    const ranges = byNamespace(ofKind(resources, '', 'LimitRange'));
    return ownNamespaces(resources).flatMap((resource) => {
      const own = nameOf(resource);
      const missing = [...missingQuota(quotas.has(own), limits.get(own) ?? []), ...missingRange(ranges.get(own) ?? [])];
      return missing.length === 0 ? [] : [{ resource, message: `the namespace lacks ${missing.join(' and ')}` }];
    });
  },
  samples: {
    good: [
      { name: 'both', given: [...made, quota('payments', amounts), containerLimits('payments')] },
      {
        name: 'room for no pods at all',
        given: [...made, quota('payments', { pods: '0' }), containerLimits('payments')],
      },
      { name: 'a namespace of Kubernetes', given: [namespace('kube-public')] },
    ],
    bad: [
      {
        name: 'neither, but both elsewhere',
        given: [namespace('web'), denied('web'), quota('payments', amounts), containerLimits('payments')],
        message: 'the namespace lacks a ResourceQuota and a LimitRange',
      },
      {
        name: 'no limits',
        given: [...made, quota('payments', amounts)],
        message: 'the namespace lacks a LimitRange',
      },
      {
        name: 'no quota',
        given: [...made, containerLimits('payments')],
        message: 'the namespace lacks a ResourceQuota',
      },
      {
        name: 'a quota of other things',
        given: [...made, quota('payments', { pods: '50', 'requests.memory': '32Gi' }), containerLimits('payments')],
        message: 'the namespace lacks a quota of requests.cpu and limits.memory',
      },
      {
        name: 'a quota for some pods only',
        given: [
          ...made,
          object(
            'v1',
            'ResourceQuota',
            { name: 'quota', namespace: 'payments' },
            {
              spec: { hard: amounts, scopes: ['BestEffort'] },
            },
          ),
          containerLimits('payments'),
        ],
        message: 'the namespace lacks a quota of requests.cpu, limits.memory and pods',
      },
      {
        name: 'limits without a maximum',
        given: [...made, quota('payments', amounts), containerLimits('payments', { ...memory, max: { cpu: '4' } })],
        message: 'the namespace lacks a LimitRange with max memory of containers',
      },
      {
        name: 'limits of pods, and not of containers',
        given: [...made, quota('payments', amounts), containerLimits('payments', { ...memory, type: 'Pod' })],
        message: 'the namespace lacks a LimitRange with default, defaultRequest and max memory of containers',
      },
    ],
  },
});

function missingQuota(isThere: boolean, limits: readonly object[]): string[] {
  if (!isThere) return ['a ResourceQuota'];
  if (holdsNoPods(limits)) return [];
  const missing = room.filter((names) => !isBounded(limits, ...names)).map(([name = '']) => name);
  return missing.length === 0 ? [] : [`a quota of ${listed(missing)}`];
}

function missingRange(ranges: readonly StackResource[]): string[] {
  if (ranges.length === 0) return ['a LimitRange'];
  const items = ranges
    .flatMap(({ props }) => listIn(property(props, 'spec'), 'limits'))
    .filter((item) => property(item, 'type') === 'Container');
  const missing = ofContainers.filter((field) => !items.some((item) => names(property(item, field), 'memory')));
  return missing.length === 0 ? [] : [`a LimitRange with ${listed(missing)} memory of containers`];
}

function names(amounts: unknown, name: string): boolean {
  return typeof amounts === 'object' && amounts !== null && Object.hasOwn(amounts, name);
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
