import { defineRule } from '../rule';
import { isForProbes, networkPolicies, networkPolicy, podsNamed, probesReference } from './network-policy';

const message = 'the network policy opens all ports';
const ports = [{ port: 8080, protocol: 'TCP' }];
const namesPorts =
  'rule.?ports.orValue([]).size() > 0 && rule.?ports.orValue([]).all(entry, entry.?port.hasValue() && !(entry.port == 1 && entry.?endPort.orValue(1) == 65535))';

export const requireNetworkPolicyPorts = defineRule({
  id: 'require-network-policy-ports',
  severity: 'medium',
  title: 'Name the ports in each rule of a network policy',
  rationale:
    'A rule without ports, or with an entry that has a protocol only, opens every port: the debugger, the metrics and the administration interface beside the one that was meant.',
  remediation:
    'List under `ports` each port that is connected to, by number or by the name that the container gives it, with its protocol.',
  references: [
    { standard: 'nsa-cisa', control: 'Network policies' },
    { standard: 'mitre-attack', control: 'T1046' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/concepts/services-networking/network-policies/#networkpolicy-resource',
    },
    probesReference,
  ],
  on: 'object',
  resources: [networkPolicies],
  cel: `object.spec.?egress.orValue([]).all(rule, ${namesPorts}) && object.spec.?ingress.orValue([]).all(rule, (${namesPorts}) || (${isForProbes}))`,
  message,
  samples: {
    good: [
      {
        name: 'names them both ways',
        given: networkPolicy({
          ingress: [{ ports, from: [podsNamed('gateway')] }],
          egress: [{ ports: [{ port: 'postgres' }], to: [podsNamed('db')] }],
        }),
      },
      { name: 'opens nothing', given: networkPolicy({ ingress: [], egress: [] }) },
      {
        name: 'lets the probes of a mesh in, to whatever port they have',
        given: networkPolicy({ ingress: [{ from: [{ ipBlock: { cidr: '169.254.7.127/32' } }] }] }),
      },
    ],
    bad: [
      {
        name: 'has an ingress rule without',
        given: networkPolicy({ ingress: [{ from: [podsNamed('web')] }] }),
        message,
      },
      {
        name: 'has an egress rule without, after one with',
        given: networkPolicy({ egress: [{ ports, to: [podsNamed('db')] }, { to: [podsNamed('cache')] }] }),
        message,
      },
      {
        name: 'names a protocol only',
        given: networkPolicy({ egress: [{ ports: [...ports, { protocol: 'UDP' }], to: [podsNamed('db')] }] }),
        message,
      },
      {
        name: 'names the range of all',
        given: networkPolicy({ ingress: [{ ports: [{ port: 1, endPort: 65535 }], from: [podsNamed('web')] }] }),
        message,
      },
      {
        name: 'lets more in than probes',
        given: networkPolicy({ ingress: [{ from: [{ ipBlock: { cidr: '169.254.0.0/16' } }] }] }),
        message,
      },
    ],
  },
});
