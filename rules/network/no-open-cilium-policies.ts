import { defineRule } from '../rule';
import {
  ciliumPolicies,
  ciliumPolicy,
  ciliumPolicyOf,
  ciliumReference,
  endpoints,
  metadataService,
  specifications,
  toPorts,
} from './cilium';

const message = 'the Cilium policy lets anyone connect, or pods connect to anything';
const port = toPorts('8080');

/** No rule has ports without peers, and no peer is everybody. */
function namesPeers(way: 'from' | 'to', kinds: readonly string[]): string {
  const all = (kind: string, variable: string, holds: string) =>
    `rule.?${way}${kind}.orValue([]).all(${variable}, ${holds})`;
  const given = kinds.map((kind) => `rule.?${way}${kind}.hasValue()`).join(' || ');
  // Eight ranges of /3 are all addresses, as two of /1 are: none so wide names a place.
  return [
    `(rule.size() == 0 || ${given})`,
    all('Endpoints', 'peer', 'peer.?matchLabels.orValue({}).size() + peer.?matchExpressions.orValue([]).size() > 0'),
    all('Entities', 'entity', '!(entity in ["all", "world", "world-ipv4", "world-ipv6", "cluster", "cluster-mesh"])'),
    all('CIDR', 'range', 'isIP(range) || cidr(range).prefixLength() > 3'),
    all('CIDRSet', 'entry', '!entry.?cidr.hasValue() || cidr(entry.cidr).prefixLength() > 3'),
  ].join(' && ');
}

const ingress = namesPeers('from', ['Endpoints', 'Entities', 'CIDR', 'CIDRSet', 'Nodes', 'Groups']);
const egress = namesPeers('to', ['Endpoints', 'Entities', 'CIDR', 'CIDRSet', 'Nodes', 'Groups', 'FQDNs', 'Services']);
const namesDomains = 'rule.?toFQDNs.orValue([]).all(domain, !(domain.?matchPattern.orValue("") in ["*", "**", "**."]))';

export const noOpenCiliumPolicies = defineRule({
  id: 'no-open-cilium-policies',
  severity: 'medium',
  title: 'Name the peers in each rule of a Cilium policy',
  rationale:
    'A rule with ports and without peers, with a selector of everything, or with entities such as `all`, `world` or `cluster` lets anyone in, or data out to anywhere. Policies add up, so it undoes every narrower one for the same pods.',
  remediation:
    'Name the pods in `fromEndpoints` and `toEndpoints` by labels, elsewhere with `k8s:io.kubernetes.pod.namespace`; what lies outside of the cluster by `toFQDNs` or `toCIDRSet`.',
  references: [
    { standard: 'nsa-cisa', control: 'Network policies' },
    { standard: 'mitre-attack', control: 'T1046' },
    { standard: 'mitre-attack', control: 'T1041' },
    ciliumReference,
  ],
  on: 'object',
  resources: [ciliumPolicies],
  cel: `${specifications}.all(spec, spec.?ingress.orValue([]).all(rule, ${ingress}) && spec.?egress.orValue([]).all(rule, ${egress} && ${namesDomains}))`,
  message,
  samples: {
    good: [
      {
        name: 'names its peers',
        given: ciliumPolicy({
          ingress: [{ fromEndpoints: [endpoints('gateway', 'gateways'), endpoints('web')], ...port }],
          egress: [
            { toFQDNs: [{ matchPattern: '*.example.com' }], ...port },
            { toCIDRSet: [{ cidr: '10.40.0.0/16' }], ...port },
            { toEntities: ['kube-apiserver'], ...toPorts('6443') },
          ],
          egressDeny: [metadataService],
        }),
      },
      { name: 'denies by default', given: ciliumPolicy({ ingress: [{}], egress: [{}] }) },
    ],
    bad: [
      { name: 'lets anyone in by port', given: ciliumPolicy({ ingress: [port] }), message },
      {
        name: 'selects everything',
        given: ciliumPolicy({ ingress: [{ fromEndpoints: [endpoints('web'), {}], ...port }] }),
        message,
      },
      {
        name: 'lets the world be reached, in the second specification',
        given: ciliumPolicyOf({ ingress: [{}] }, { egress: [{ toEntities: ['world'], ...port }] }),
        message,
      },
      {
        name: 'lets all addresses be reached but some',
        given: ciliumPolicy({
          egress: [{ toCIDRSet: [{ cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] }], ...port }],
        }),
        message,
      },
      {
        name: 'lets every name be reached',
        given: ciliumPolicy({ egress: [{ toFQDNs: [{ matchPattern: '*' }], ...port }], egressDeny: [metadataService] }),
        message,
      },
    ],
  },
});
