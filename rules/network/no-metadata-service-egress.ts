import { defineRule, type JsonObject } from '../rule';

const message = 'the network policy lets pods reach the cloud’s metadata service';
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
const block = (cidr: string, ...except: string[]): JsonObject => ({
  ipBlock: { cidr, ...(except.length === 0 ? {} : { except }) },
});

export const noMetadataServiceEgress = defineRule({
  id: 'no-metadata-service-egress',
  severity: 'medium',
  title: 'Keep pods from the cloud’s metadata service',
  rationale:
    'Whatever reaches 169.254.169.254 can ask for the node’s credentials: one request that a program can be talked into making becomes the rights of the node.',
  remediation:
    'Name narrower networks, or write `except: [169.254.169.254/32]` (and `fd00:ec2::254/128` for IPv6) beside a wide `cidr`. Give workloads their rights by pod identity.',
  references: [
    { standard: 'cis-eks', control: '4.3.2' },
    { standard: 'nsa-cisa', control: 'Network policies' },
    { standard: 'mitre-attack', control: 'T1552.005' },
  ],
  on: 'object',
  resources: [{ group: 'networking.k8s.io', versions: ['v1'], kinds: { NetworkPolicy: 'networkpolicies' } }],
  cel: 'object.spec.?egress.orValue([]).all(rule, rule.?to.orValue([]).all(peer, !peer.?ipBlock.hasValue() || ["169.254.169.254/32", "fd00:ec2::254/128"].all(service, !cidr(peer.ipBlock.cidr).containsCIDR(service) || peer.ipBlock.?except.orValue([]).exists(range, cidr(range).containsCIDR(service)))))',
  message,
  samples: {
    good: [
      { name: 'names a network', given: policy({ to: [block('10.40.0.0/16')] }) },
      { name: 'leaves it out of a wide network', given: policy({ to: [block('160.0.0.0/4', '169.254.0.0/16')] }) },
    ],
    bad: [
      { name: 'names it', given: policy({ to: [block('169.254.169.254/32')] }), message },
      {
        name: 'names a sixteenth of all addresses',
        given: policy({ to: [block('10.40.0.0/16')] }, { to: [block('160.0.0.0/4', '169.254.170.0/24')] }),
        message,
      },
      { name: 'names all of IPv6 that is private', given: policy({ to: [block('fc00::/7')] }), message },
    ],
  },
});
