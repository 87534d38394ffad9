import { hardenedPod } from '../hardened';
import { defineRule } from '../rule';

const message = 'the pod is told of every service of its namespace in its environment';

export const noServiceLinks = defineRule({
  id: 'no-service-links',
  severity: 'low',
  title: 'Do not list a namespace’s services in the environment of its pods',
  rationale:
    'Unless a pod says no, each of its containers starts with the addresses and ports of all services of the namespace in its environment: a map for whoever gets in, and variables that a program of the same name may take for its own settings.',
  remediation: 'Set `enableServiceLinks: false` on the pod, and have the program look services up in DNS.',
  references: [
    { standard: 'nsa-cisa', control: 'Hardening container environments' },
    { standard: 'mitre-attack', control: 'T1613' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables',
    },
  ],
  on: 'pod',
  // Without a fix: a program that reads its peers' addresses from the environment would stop.
  cel: 'variables.podSpec.?enableServiceLinks.orValue(true) == false',
  message,
  samples: {
    good: [
      { name: 'says no', given: hardenedPod() },
      { name: 'says no, on chosen nodes', given: hardenedPod({ nodeSelector: { role: 'web' } }) },
    ],
    bad: [
      { name: 'says nothing', given: hardenedPod({ enableServiceLinks: undefined }), message },
      { name: 'says yes', given: hardenedPod({ enableServiceLinks: true }), message },
      {
        name: 'says nothing, with another service account',
        given: hardenedPod({ enableServiceLinks: undefined, serviceAccountName: 'worker' }),
        message,
      },
    ],
  },
});
