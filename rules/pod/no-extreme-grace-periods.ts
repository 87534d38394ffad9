import { hardenedPod } from '../hardened';
import { defineRule } from '../rule';

const message = 'the pod’s grace period is no time at all, or more than an hour';

export const noExtremeGracePeriods = defineRule({
  id: 'no-extreme-grace-periods',
  severity: 'low',
  title: 'Let pods end within an hour, and not at once',
  rationale:
    'A pod that is killed at once loses what it was writing, and the API server forgets it before the node has ended it, so that two may run. One that may take hours holds up every drain of its node, and with it the patches that the node waits for.',
  remediation:
    'Leave `terminationGracePeriodSeconds` out (30 seconds), or set it to what the program needs to end cleanly, at most 3600.',
  references: [
    { standard: 'nsa-cisa', control: 'Upgrading and application security practices' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
    },
  ],
  on: 'pod',
  cel: 'variables.podSpec.?terminationGracePeriodSeconds.orValue(30) > 0 && variables.podSpec.?terminationGracePeriodSeconds.orValue(30) <= 3600',
  message,
  samples: {
    good: [
      { name: 'says nothing', given: hardenedPod() },
      { name: 'may take an hour', given: hardenedPod({ terminationGracePeriodSeconds: 3600 }) },
    ],
    bad: [
      { name: 'is killed at once', given: hardenedPod({ terminationGracePeriodSeconds: 0 }), message },
      { name: 'may take a second more', given: hardenedPod({ terminationGracePeriodSeconds: 3601 }), message },
      { name: 'may take a day', given: hardenedPod({ terminationGracePeriodSeconds: 86400 }), message },
    ],
  },
});
