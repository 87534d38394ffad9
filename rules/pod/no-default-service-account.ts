import { hardenedPod } from '../hardened';
import { defineRule } from '../rule';

export const noDefaultServiceAccount = defineRule({
  id: 'no-default-service-account',
  severity: 'medium',
  title: 'Give each workload a service account of its own',
  rationale:
    'All pods that name no service account share `default`. A permission given to it for one of them is given to all, and the audit log cannot tell them apart.',
  remediation: 'Make a ServiceAccount for the workload and name it in `serviceAccountName`.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.5' },
    { standard: 'cis-eks', control: '4.1.5' },
    { standard: 'nsa-cisa', control: 'Protecting Pod service account tokens' },
    { standard: 'mitre-attack', control: 'T1528' },
  ],
  on: 'pod',
  cel: '!(variables.podSpec.?serviceAccountName.or(variables.podSpec.?serviceAccount).orValue("default") in ["", "default"])',
  message: 'the pod runs as the service account “default”',
  samples: {
    good: [
      { name: 'names its own', given: hardenedPod() },
      {
        name: 'names it by the old field',
        given: hardenedPod({ serviceAccountName: undefined, serviceAccount: 'app' }),
      },
    ],
    bad: [
      {
        name: 'names none',
        given: hardenedPod({ serviceAccountName: undefined }),
        message: 'the pod runs as the service account “default”',
      },
      {
        name: 'names default',
        given: hardenedPod({ serviceAccountName: 'default' }),
        message: 'the pod runs as the service account “default”',
      },
      {
        name: 'names default by the old field',
        given: hardenedPod({ serviceAccountName: undefined, serviceAccount: 'default' }),
        message: 'the pod runs as the service account “default”',
      },
    ],
  },
});
