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

const message = 'the Cilium policy opens ports or protocols that it does not name';
// A rule about ICMP has types in the place of ports, and one about Services has the ports that they have.
const namesPorts =
  'rule.?icmps.orValue([]).size() > 0 || rule.?toServices.orValue([]).size() > 0 || (rule.?toPorts.orValue([]).size() > 0 && rule.?toPorts.orValue([]).all(entry, entry.?ports.orValue([]).size() > 0 && entry.?ports.orValue([]).all(each, each.?port.orValue("0") != "0" && each.?protocol.hasValue() && !(each.?port.orValue("0") == "1" && each.?endPort.orValue(0) == 65535))))';
const isEmpty = 'rule.size() == 0';

export const requireCiliumPolicyPorts = defineRule({
  id: 'require-cilium-policy-ports',
  severity: 'medium',
  title: 'Name the ports in each rule of a Cilium policy',
  rationale:
    'A rule without `toPorts`, or with port 0, opens every port: the debugger, the metrics and the administration interface beside the one that was meant. A port without a protocol is open for all of them.',
  remediation:
    'List under `toPorts[].ports` each port that is connected to, with its protocol (`ANY` where all are meant).',
  references: [
    { standard: 'nsa-cisa', control: 'Network policies' },
    { standard: 'mitre-attack', control: 'T1046' },
    ciliumReference,
  ],
  on: 'object',
  resources: [ciliumPolicies],
  // A rule with nothing in it is how Cilium writes a default deny.
  cel: `${specifications}.all(spec, spec.?ingress.orValue([]).all(rule, ${isEmpty} || ${namesPorts}) && spec.?egress.orValue([]).all(rule, ${isEmpty} || ${namesPorts}))`,
  message,
  samples: {
    good: [
      {
        name: 'names them both ways',
        given: ciliumPolicy({
          ingress: [{ fromEndpoints: [endpoints('web')], ...toPorts('8080') }],
          egress: [{ toFQDNs: [{ matchName: 'api.example.com' }], ...toPorts('443') }],
          egressDeny: [metadataService],
        }),
      },
      { name: 'denies by default', given: ciliumPolicy({ ingress: [{}], egress: [{}] }) },
      {
        name: 'lets echo requests in',
        given: ciliumPolicy({
          ingress: [{ fromEndpoints: [endpoints('web')], icmps: [{ fields: [{ type: 8, family: 'IPv4' }] }] }],
        }),
      },
    ],
    bad: [
      {
        name: 'has an ingress rule without',
        given: ciliumPolicy({ ingress: [{ fromEndpoints: [endpoints('web')] }] }),
        message,
      },
      {
        name: 'has an egress rule without, in the second specification',
        given: ciliumPolicyOf({ ingress: [{}] }, { egress: [{ toEndpoints: [endpoints('db')] }] }),
        message,
      },
      {
        name: 'names port 0',
        given: ciliumPolicy({ egress: [{ toEndpoints: [endpoints('db')], ...toPorts('5432', '0') }] }),
        message,
      },
      {
        name: 'names no protocol',
        given: ciliumPolicy({
          ingress: [{ fromEndpoints: [endpoints('web')], toPorts: [{ ports: [{ port: '8080' }] }] }],
        }),
        message,
      },
      {
        name: 'names a protocol only',
        given: ciliumPolicy({
          ingress: [{ fromEndpoints: [endpoints('web')], toPorts: [{ ports: [{ protocol: 'TCP' }] }] }],
        }),
        message,
      },
    ],
  },
});
