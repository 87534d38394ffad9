import { defineRule, type JsonObject } from '../rule';

const policy = (...ingress: JsonObject[]): JsonObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'sample', namespace: 'sample' },
  spec: {
    podSelector: { matchLabels: { app: 'sample' } },
    policyTypes: ['Ingress'],
    ingress: ingress.map((rule) => ({ ports: [{ port: 8080 }], ...rule })),
  },
});

export const noOpenNetworkPolicyIngress = defineRule({
  id: 'no-open-network-policy-ingress',
  severity: 'medium',
  title: 'Name who may connect in a network policy',
  rationale:
    'A rule without peers, with all namespaces or with all addresses lets anyone in. Policies add up, so it undoes every narrower one for the same pods.',
  remediation:
    'Name the peers in `from`: a `podSelector` with labels, with a `namespaceSelector` by `kubernetes.io/metadata.name` where they live elsewhere, or an `ipBlock` of your own network.',
  references: [
    { standard: 'cis-kubernetes', control: '5.3.2' },
    { standard: 'cis-eks', control: '4.3.2' },
    { standard: 'nsa-cisa', control: 'Network policies' },
    { standard: 'mitre-attack', control: 'T1046' },
  ],
  on: 'object',
  resources: [{ group: 'networking.k8s.io', versions: ['v1'], kinds: { NetworkPolicy: 'networkpolicies' } }],
  // Eight ranges of /3 are all addresses, as two of /1 are: none so wide names anyone.
  // Where none are named, the types are Ingress, and Egress too where egress rules are given.
  cel: '(object.spec.?policyTypes.orValue([]).size() > 0 && !("Ingress" in object.spec.policyTypes)) || object.spec.?ingress.orValue([]).all(rule, rule.?from.orValue([]).size() > 0 && rule.?from.orValue([]).all(peer, peer.?ipBlock.hasValue() ? cidr(peer.ipBlock.cidr).prefixLength() > 3 : peer.?podSelector.?matchLabels.orValue({}).size() + peer.?podSelector.?matchExpressions.orValue([]).size() + peer.?namespaceSelector.?matchLabels.orValue({}).size() + peer.?namespaceSelector.?matchExpressions.orValue([]).size() > 0 || !peer.?namespaceSelector.hasValue()))',
  message: 'the network policy lets anyone connect',
  samples: {
    good: [
      { name: 'lets nobody in', given: policy() },
      {
        name: 'names its peers',
        given: policy({
          from: [
            { podSelector: { matchLabels: { app: 'gateway' } } },
            {
              podSelector: { matchLabels: { app: 'prometheus' } },
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
            },
            { ipBlock: { cidr: '10.40.0.0/16' } },
          ],
        }),
      },
      {
        name: 'lets pods of its namespace in',
        given: policy({ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }),
      },
    ],
    bad: [
      { name: 'has a rule without peers', given: policy({}), message: 'the network policy lets anyone connect' },
      {
        name: 'lets all namespaces in',
        given: policy({ from: [{ namespaceSelector: {} }] }),
        message: 'the network policy lets anyone connect',
        also: ['require-network-policy-pod-peers'],
      },
      {
        name: 'has a rule without peers and leaves its types empty',
        given: {
          ...policy(),
          spec: {
            podSelector: { matchLabels: { app: 'sample' } },
            policyTypes: [],
            ingress: [{ ports: [{ port: 8080 }] }],
          },
        },
        message: 'the network policy lets anyone connect',
      },
      {
        name: 'lets all IPv6 addresses in, after a narrow rule',
        given: policy({ from: [{ ipBlock: { cidr: '10.40.0.0/16' } }] }, { from: [{ ipBlock: { cidr: '::/0' } }] }),
        message: 'the network policy lets anyone connect',
      },
      {
        name: 'lets all addresses in by halves',
        given: policy({ from: [{ ipBlock: { cidr: '0.0.0.0/1' } }, { ipBlock: { cidr: '128.0.0.0/1' } }] }),
        message: 'the network policy lets anyone connect',
      },
      {
        name: 'lets all addresses in but some',
        given: policy({ from: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] } }] }),
        message: 'the network policy lets anyone connect',
      },
    ],
  },
});
