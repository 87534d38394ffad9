import { defineRule, type JsonObject } from '../rule';

const policy = (...egress: JsonObject[]): JsonObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'sample', namespace: 'sample' },
  spec: {
    podSelector: { matchLabels: { app: 'sample' } },
    policyTypes: ['Egress'],
    egress: egress.map((rule) => ({ ports: [{ port: 443, protocol: 'TCP' }], ...rule })),
  },
});

export const noOpenNetworkPolicyEgress = defineRule({
  id: 'no-open-network-policy-egress',
  severity: 'medium',
  title: 'Name where pods may connect to in a network policy',
  rationale:
    'A rule that lets pods connect to all addresses leaves the way out open: for data that is stolen, for an attacker’s control channel, and to the cloud’s metadata service.',
  remediation:
    'Name the peers in `to`, by labels or by an `ipBlock`; send what must reach the internet through an egress gateway or a firewall that knows the names.',
  references: [
    { standard: 'cis-kubernetes', control: '5.3.2' },
    { standard: 'cis-eks', control: '4.3.2' },
    { standard: 'nsa-cisa', control: 'Network policies' },
    { standard: 'mitre-attack', control: 'T1041' },
  ],
  on: 'object',
  resources: [{ group: 'networking.k8s.io', versions: ['v1'], kinds: { NetworkPolicy: 'networkpolicies' } }],
  // Eight ranges of /3 are all addresses, as two of /1 are: none so wide names a place.
  cel: 'object.spec.?egress.orValue([]).all(rule, rule.?to.orValue([]).size() > 0 && rule.?to.orValue([]).all(peer, !peer.?ipBlock.hasValue() || cidr(peer.ipBlock.cidr).prefixLength() > 3))',
  message: 'the network policy lets pods connect to all addresses',
  samples: {
    good: [
      { name: 'lets nothing out', given: policy() },
      {
        name: 'lets DNS out',
        given: policy({
          ports: [{ port: 53, protocol: 'UDP' }],
          to: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
          ],
        }),
      },
      { name: 'lets one network out', given: policy({ to: [{ ipBlock: { cidr: '10.40.0.0/16' } }] }) },
    ],
    bad: [
      {
        name: 'has a rule without peers',
        given: policy({}),
        message: 'the network policy lets pods connect to all addresses',
      },
      {
        name: 'lets all IPv4 addresses out',
        given: policy({ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }),
        message: 'the network policy lets pods connect to all addresses',
        also: ['no-metadata-service-egress'],
      },
      {
        name: 'lets all IPv6 addresses out, after a narrow rule',
        given: policy(
          { to: [{ podSelector: { matchLabels: { app: 'db' } } }] },
          { to: [{ ipBlock: { cidr: '::/0' } }] },
        ),
        message: 'the network policy lets pods connect to all addresses',
        also: ['no-metadata-service-egress'],
      },
      {
        name: 'lets every address of the internet’s IPv6 out',
        given: policy({ to: [{ ipBlock: { cidr: '2000::/3' } }] }),
        message: 'the network policy lets pods connect to all addresses',
      },
      {
        name: 'lets all addresses out but the metadata service',
        given: policy({ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] } }] }),
        message: 'the network policy lets pods connect to all addresses',
      },
    ],
  },
});
