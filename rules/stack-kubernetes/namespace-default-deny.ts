import { property } from '../pods';
import { defineRule, type JsonObject, type StackResource } from '../rule';
import { byNamespace, nameOf, ofKind, ownNamespaces } from './objects';
import { namespace, object } from './samples';

const DIRECTIONS = ['Ingress', 'Egress'] as const;

const policy = (name: string, spec: JsonObject, own = 'payments') =>
  object('networking.k8s.io/v1', 'NetworkPolicy', { name, namespace: own }, { spec });

export const namespaceDefaultDeny = defineRule({
  id: 'namespace-default-deny',
  on: 'stack',
  severity: 'high',
  title: 'Deny all traffic of a namespace by default, both ways',
  rationale:
    'Where no policy selects a pod, everything in the cluster reaches it and it reaches everything: one broken application is then a way to all others and out.',
  remediation:
    'Make a NetworkPolicy in the namespace with podSelector {}, policyTypes [Ingress, Egress] and no rules, and allow what is needed in further policies.',
  references: [
    { standard: 'cis-eks', control: '4.3.2' },
    { standard: 'cis-kubernetes', control: '5.3.2' },
    { standard: 'nsa-cisa', control: 'Network policies' },
  ],
  check: (resources) => {
    const policies = byNamespace(ofKind(resources, 'networking.k8s.io', 'NetworkPolicy'));
    return ownNamespaces(resources).flatMap((resource) => {
      const own = policies.get(nameOf(resource)) ?? [];
      const open = DIRECTIONS.filter((direction) => !own.some((each) => denies(each, direction)));
      return open.length === 0 ? [] : [{ resource, message: `nothing denies by default: ${open.join(', ')}` }];
    });
  },
  samples: {
    good: [
      {
        name: 'one policy for both',
        given: [namespace('payments'), policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] })],
      },
      {
        name: 'one policy each',
        given: [
          namespace('payments'),
          policy('deny-in', { podSelector: {} }),
          policy('deny-out', { podSelector: { matchLabels: {} }, policyTypes: ['Egress'], egress: [] }),
        ],
      },
      { name: 'a namespace of Kubernetes', given: [namespace('kube-system')] },
    ],
    bad: [
      { name: 'no policy', given: [namespace('payments')], message: 'nothing denies by default: Ingress, Egress' },
      {
        name: 'ingress only',
        given: [namespace('payments'), policy('deny', { podSelector: {}, policyTypes: ['Ingress'] })],
        message: 'nothing denies by default: Egress',
      },
      {
        name: 'some pods only',
        given: [
          namespace('payments'),
          policy('deny', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress', 'Egress'] }),
        ],
        message: 'nothing denies by default: Ingress, Egress',
      },
      {
        name: 'a rule that lets everything in',
        given: [
          namespace('payments'),
          policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ingress: [{}] }),
        ],
        message: 'nothing denies by default: Ingress',
      },
      {
        name: 'in another namespace',
        given: [namespace('payments'), policy('deny', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] }, 'web')],
        message: 'nothing denies by default: Ingress, Egress',
      },
    ],
  },
});

/** Whether a policy selects every pod for a direction and allows nothing in it. */
function denies(resource: StackResource, direction: (typeof DIRECTIONS)[number]): boolean {
  const spec = property(resource.props, 'spec');
  const types = property(spec, 'policyTypes');
  // Kubernetes takes a policy without types for one about ingress, and about egress too where it has egress rules.
  const applies = Array.isArray(types) && types.length > 0 ? types.includes(direction) : direction === 'Ingress';
  return applies && isEmpty(property(spec, direction.toLowerCase())) && selectsAll(property(spec, 'podSelector'));
}

function selectsAll(selector: unknown): boolean {
  return isEmpty(property(selector, 'matchLabels')) && isEmpty(property(selector, 'matchExpressions'));
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || Object.keys(value).length === 0;
}
