import { defineRule } from '../rule';
import { cluster } from './samples';

export const eksStandardSupport = defineRule({
  id: 'eks-standard-support',
  on: 'aws',
  types: ['aws:eks/cluster:Cluster'],
  severity: 'medium',
  title: 'Keep the cluster on versions with standard support',
  rationale:
    'Extended support is the default: a cluster silently grows old on a version that the community no longer fixes, and costs six times as much for it.',
  remediation:
    "Set upgradePolicy.supportType to 'STANDARD', so that AWS upgrades the control plane when standard support ends.",
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/eks/latest/userguide/disable-extended-support.html',
    },
    { standard: 'aws-fsbp', control: 'EKS.2' },
  ],
  cel: "object.?upgradePolicy.?supportType.orValue('EXTENDED') == 'STANDARD'",
  message: 'the cluster may slide into extended support',
  samples: {
    good: [
      { name: 'standard', given: cluster() },
      { name: 'standard, at another version', given: cluster({ version: '1.36' }) },
    ],
    bad: [
      {
        name: 'left to the default',
        given: cluster({ upgradePolicy: undefined }),
        message: 'the cluster may slide into extended support',
      },
      {
        name: 'extended',
        given: cluster({ upgradePolicy: { supportType: 'EXTENDED' } }),
        message: 'the cluster may slide into extended support',
      },
      { name: 'empty', given: cluster({ upgradePolicy: {} }), message: 'the cluster may slide into extended support' },
    ],
  },
});
