import { defineRule } from '../rule';
import { service } from '../service-objects';

export const noExternalIps = defineRule({
  id: 'no-external-ips',
  severity: 'high',
  title: 'Claim no external addresses for a Service',
  rationale:
    'A Service that claims an address draws all traffic of the cluster to it, whoever the address belongs to: anyone who may write Services can put themselves between pods and any host (CVE-2020-8554). The field is deprecated since 1.36.',
  remediation: 'Leave `externalIPs` out and use a load balancer, an Ingress or a Gateway.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1557' },
    { standard: 'documentation', url: 'https://github.com/kubernetes/kubernetes/issues/97076' },
  ],
  on: 'object',
  resources: [{ group: '', versions: ['v1'], kinds: { Service: 'services' } }],
  cel: 'object.spec.?externalIPs.orValue([]).size() == 0',
  message: 'the Service claims external addresses',
  samples: {
    good: [
      { name: 'claims none', given: service({}) },
      { name: 'has an empty list', given: service({ externalIPs: [] }) },
    ],
    bad: [
      {
        name: 'claims one',
        given: service({ externalIPs: ['203.0.113.10'] }),
        message: 'the Service claims external addresses',
      },
      {
        name: 'claims a public resolver',
        given: service({ externalIPs: ['8.8.8.8'], ports: [{ port: 53, protocol: 'UDP' }] }),
        message: 'the Service claims external addresses',
      },
      {
        name: 'claims two',
        given: service({ externalIPs: ['203.0.113.10', '2001:db8::10'] }),
        message: 'the Service claims external addresses',
      },
    ],
  },
});
