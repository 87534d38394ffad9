import { defineRule } from '../rule';
import { cluster } from './samples';

export const eksSupportedVersion = defineRule({
  id: 'eks-supported-version',
  on: 'aws',
  types: ['aws:eks/cluster:Cluster'],
  severity: 'high',
  title: 'Run a Kubernetes version that EKS supports',
  rationale: 'Versions out of support get no security fixes, and AWS upgrades them at a time of its own choosing.',
  remediation: 'Set version to 1.32 or later. Where it is left out, AWS picks one and the program does not know which.',
  references: [
    { standard: 'aws-fsbp', control: 'EKS.2' },
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-versions.html' },
  ],
  cel: "object.?version.orValue('').startsWith('1.') && int(object.version.split('.')[1]) >= 32",
  message: 'the Kubernetes version is not named or no longer supported',
  samples: {
    good: [
      { name: '1.35', given: cluster() },
      { name: 'the oldest that is supported', given: cluster({ version: '1.32' }) },
    ],
    bad: [
      {
        name: 'left out',
        given: cluster({ version: undefined }),
        message: 'the Kubernetes version is not named or no longer supported',
      },
      {
        name: 'out of support',
        given: cluster({ version: '1.29' }),
        message: 'the Kubernetes version is not named or no longer supported',
      },
      {
        name: 'a single digit, which is older still',
        given: cluster({ version: '1.9' }),
        message: 'the Kubernetes version is not named or no longer supported',
      },
    ],
  },
});
