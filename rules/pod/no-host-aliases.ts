import { hardenedPod } from '../hardened';
import { defineRule } from '../rule';

const pod = (...hostAliases: unknown[]) => hardenedPod({ hostAliases });

export const noHostAliases = defineRule({
  id: 'no-host-aliases',
  severity: 'low',
  title: 'Do not override name resolution in /etc/hosts',
  rationale:
    'Entries in /etc/hosts go past DNS: they can send a program that trusts a name to an address of an attacker’s choice, and hide from whoever looks at DNS logs and DNS policies.',
  remediation: 'Leave `hostAliases` out; give the address a name with a Service or in the cluster’s DNS.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1557' },
  ],
  on: 'pod',
  cel: 'variables.podSpec.?hostAliases.orValue([]).size() == 0',
  message: 'the pod overrides name resolution in /etc/hosts',
  samples: {
    good: [
      { name: 'has no entries', given: hardenedPod() },
      { name: 'has an empty list', given: pod() },
    ],
    bad: [
      {
        name: 'redirects a public name',
        given: pod({ ip: '10.1.2.3', hostnames: ['api.example.com'] }),
        message: 'the pod overrides name resolution in /etc/hosts',
      },
      {
        name: 'redirects the API server',
        given: pod({ ip: '10.1.2.3', hostnames: ['kubernetes.default.svc'] }),
        message: 'the pod overrides name resolution in /etc/hosts',
      },
      {
        name: 'has two entries',
        given: pod({ ip: '10.1.2.3', hostnames: ['a.example.com'] }, { ip: '::1', hostnames: ['b.example.com'] }),
        message: 'the pod overrides name resolution in /etc/hosts',
      },
    ],
  },
});
