import { property } from '../pods';
import { defineRule, type JsonObject, type StackResource } from '../rule';
import { nameOf, namespaceOf, ofKind, ownNamespaces } from './objects';
import { bounds, namespace, object } from './samples';

const message = 'pods of the namespace that name no account get a token for the API server';
const account = (change: JsonObject, name = 'default', own = 'payments') =>
  object('v1', 'ServiceAccount', { name, namespace: own }, change);
const made = [namespace('payments'), ...bounds('payments')];

export const namespaceDefaultAccount = defineRule({
  id: 'namespace-default-account',
  on: 'stack',
  severity: 'low',
  title: 'Take the token from the default account of a namespace',
  rationale:
    'Kubernetes makes an account `default` in each namespace that gives a token for the API server to every pod that names no account and does not say no: whoever gets into the pod has it.',
  remediation: 'Write the ServiceAccount `default` beside the namespace, with `automountServiceAccountToken: false`.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.5' },
    { standard: 'cis-eks', control: '4.1.5' },
    { standard: 'nsa-cisa', control: 'Protecting Pod service account tokens' },
    { standard: 'mitre-attack', control: 'T1528' },
  ],
  reads: ['metadata.name', 'metadata.namespace', 'automountServiceAccountToken'],
  check: (resources) => {
    const closed = new Set(ofKind(resources, '', 'ServiceAccount').filter(isClosedDefault).map(namespaceOf));
    return ownNamespaces(resources)
      .filter((resource) => !closed.has(nameOf(resource)))
      .map((resource) => ({ resource, message }));
  },
  samples: {
    good: [
      { name: 'without a token', given: [...made, account({ automountServiceAccountToken: false })] },
      { name: 'a namespace of Kubernetes', given: [namespace('kube-public')] },
    ],
    bad: [
      { name: 'as Kubernetes makes it', given: made, message },
      { name: 'written, and no more', given: [...made, account({})], message },
      {
        name: 'without a token elsewhere, and another one here',
        given: [
          ...made,
          account({ automountServiceAccountToken: false }, 'default', 'web'),
          account({ automountServiceAccountToken: false }, 'worker'),
        ],
        message,
      },
    ],
  },
});

function isClosedDefault(account: StackResource): boolean {
  return nameOf(account) === 'default' && property(account.props, 'automountServiceAccountToken') === false;
}
