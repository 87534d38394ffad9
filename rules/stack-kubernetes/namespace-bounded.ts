import { defineRule } from '../rule';
import { nameOf, namespaceOf, ofKind, ownNamespaces } from './objects';
import { namespace, object } from './samples';

const denied = (own: string) =>
  object(
    'networking.k8s.io/v1',
    'NetworkPolicy',
    { name: 'deny', namespace: own },
    { spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] } },
  );
const quota = object('v1', 'ResourceQuota', { name: 'quota', namespace: 'payments' });
const limits = object('v1', 'LimitRange', { name: 'limits', namespace: 'payments' });

export const namespaceBounded = defineRule({
  id: 'namespace-bounded',
  on: 'stack',
  severity: 'medium',
  title: 'Bound what a namespace may use',
  rationale:
    'Without a quota one namespace, broken or broken into, takes the memory and processors of all others; without a limit range a pod that names no limits has none.',
  remediation: 'Make a ResourceQuota and a LimitRange in the namespace.',
  references: [
    { standard: 'nsa-cisa', control: 'Resource policies' },
    { standard: 'mitre-attack', control: 'T1496' },
  ],
  check: (resources) => {
    const bounded = ['ResourceQuota', 'LimitRange'].map((kind) => ({
      kind,
      namespaces: new Set(ofKind(resources, '', kind).map(namespaceOf)),
    }));
    return ownNamespaces(resources).flatMap((resource) => {
      const missing = bounded.filter(({ namespaces }) => !namespaces.has(nameOf(resource))).map(({ kind }) => kind);
      return missing.length === 0 ? [] : [{ resource, message: `the namespace lacks a ${missing.join(' and a ')}` }];
    });
  },
  samples: {
    good: [
      { name: 'both', given: [namespace('payments'), quota, limits] },
      { name: 'a namespace of Kubernetes', given: [namespace('kube-public')] },
    ],
    bad: [
      {
        name: 'neither, but both elsewhere',
        given: [namespace('web'), denied('web'), quota, limits],
        message: 'the namespace lacks a ResourceQuota and a LimitRange',
      },
      {
        name: 'no limits',
        given: [namespace('payments'), denied('payments'), quota],
        message: 'the namespace lacks a LimitRange',
      },
      {
        name: 'no quota',
        given: [namespace('payments'), denied('payments'), limits],
        message: 'the namespace lacks a ResourceQuota',
      },
    ],
  },
});
