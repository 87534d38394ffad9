import { defineRule } from '../rule';
import { networkPolicies, networkPolicy, podsNamed } from './network-policy';

const message = 'the network policy names whole namespaces as peers';
const ports = [{ port: 8080, protocol: 'TCP' }];
const sized = (selector: string) =>
  `peer.?${selector}.?matchLabels.orValue({}).size() + peer.?${selector}.?matchExpressions.orValue([]).size() > 0`;
const namesPods = `peer.?ipBlock.hasValue() || (${sized('podSelector')} && (!peer.?namespaceSelector.hasValue() || ${sized('namespaceSelector')}))`;

export const requireNetworkPolicyPodPeers = defineRule({
  id: 'require-network-policy-pod-peers',
  severity: 'low',
  title: 'Name the pods that connect, not their namespace',
  rationale:
    'A peer without labels of pods is everything in its namespace, and one with an empty namespace selector is pods of every namespace: what is broken into there, or put there later, is let through too.',
  remediation:
    'Give each peer a `podSelector` with labels; where the pods live elsewhere, beside a `namespaceSelector` by `kubernetes.io/metadata.name` in the same entry.',
  references: [
    { standard: 'nsa-cisa', control: 'Network policies' },
    { standard: 'mitre-attack', control: 'T1046' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#behavior-of-to-and-from-selectors',
    },
  ],
  on: 'object',
  resources: [networkPolicies],
  cel: `object.spec.?ingress.orValue([]).all(rule, rule.?from.orValue([]).all(peer, ${namesPods})) && object.spec.?egress.orValue([]).all(rule, rule.?to.orValue([]).all(peer, ${namesPods}))`,
  message,
  samples: {
    good: [
      {
        name: 'names pods, here and elsewhere',
        given: networkPolicy({
          ingress: [{ ports, from: [podsNamed('gateway', 'gateways'), podsNamed('web')] }],
          egress: [{ ports, to: [podsNamed('db')] }],
        }),
      },
      {
        name: 'names pods by an expression, and a network',
        given: networkPolicy({
          egress: [
            {
              ports,
              to: [
                { podSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['db', 'cache'] }] } },
                { ipBlock: { cidr: '10.40.0.0/16' } },
              ],
            },
          ],
        }),
      },
    ],
    bad: [
      {
        name: 'lets all pods of its namespace in',
        given: networkPolicy({ ingress: [{ ports, from: [podsNamed('web'), { podSelector: {} }] }] }),
        message,
      },
      {
        name: 'lets all pods of another namespace in',
        given: networkPolicy({
          ingress: [
            { ports, from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'web' } } }] },
          ],
        }),
        message,
      },
      {
        name: 'lets pods of any namespace be reached',
        given: networkPolicy({ egress: [{ ports, to: [{ ...podsNamed('db'), namespaceSelector: {} }] }] }),
        message,
      },
    ],
  },
});
