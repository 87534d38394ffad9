import { defineRule } from '../rule';
import {
  ciliumPolicies,
  ciliumPolicy,
  ciliumPolicyOf,
  ciliumReference,
  metadataService,
  specifications,
  toPorts,
} from './cilium';

const message = 'the Cilium policy lets a name lead pods to the cloud’s metadata service';
const byName = { toFQDNs: [{ matchPattern: '*.example.com' }], ...toPorts('80') };
const denied =
  '(rule.?toCIDR.orValue([]).exists(range, isCIDR(range) && cidr(range).containsIP("169.254.169.254")) || rule.?toCIDRSet.orValue([]).exists(entry, entry.?cidr.hasValue() && cidr(entry.cidr).containsIP("169.254.169.254") && entry.?except.orValue([]).size() == 0)) && rule.?toPorts.orValue([]).size() == 0';

export const requireCiliumMetadataDenial = defineRule({
  id: 'require-cilium-metadata-denial',
  severity: 'low',
  title: 'Deny the metadata service beside names that a Cilium policy allows',
  rationale:
    'Cilium opens whatever addresses a name resolves to: who may write one record under it, or answers in the place of its server, has the pods reach 169.254.169.254, and the credentials of the node there.',
  remediation:
    'Add `egressDeny: [{ toCIDR: [169.254.169.254/32, "fd00:ec2::254/128"] }]` to each specification with `toFQDNs`: what is denied stays closed, whatever is allowed.',
  references: [
    { standard: 'mitre-attack', control: 'T1552.005' },
    { standard: 'nsa-cisa', control: 'Network policies' },
    ciliumReference,
  ],
  on: 'object',
  resources: [ciliumPolicies],
  cel: `${specifications}.all(spec, spec.?egress.orValue([]).all(rule, rule.?toFQDNs.orValue([]).size() == 0) || spec.?egressDeny.orValue([]).exists(rule, ${denied}))`,
  message,
  samples: {
    good: [
      { name: 'denies it', given: ciliumPolicy({ egress: [byName], egressDeny: [metadataService] }) },
      {
        name: 'denies all link-local addresses',
        given: ciliumPolicy({ egress: [byName], egressDeny: [{ toCIDRSet: [{ cidr: '169.254.0.0/16' }] }] }),
      },
      { name: 'allows no names', given: ciliumPolicy({ egress: [{ toCIDR: ['10.40.0.0/16'], ...toPorts('443') }] }) },
    ],
    bad: [
      { name: 'denies nothing', given: ciliumPolicy({ egress: [byName] }), message },
      {
        name: 'denies it in the other specification',
        given: ciliumPolicyOf({ egressDeny: [metadataService] }, { egress: [byName] }),
        message,
      },
      {
        name: 'denies another address',
        given: ciliumPolicy({ egress: [byName], egressDeny: [{ toCIDR: ['169.254.170.2/32'] }] }),
        message,
      },
      {
        name: 'denies one port of it',
        given: ciliumPolicy({ egress: [byName], egressDeny: [{ ...metadataService, ...toPorts('8080') }] }),
        message,
      },
    ],
  },
});
