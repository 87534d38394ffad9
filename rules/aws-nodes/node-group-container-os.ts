import { defineRule } from '../rule';
import { nodeGroup } from './samples';

export const nodeGroupContainerOs = defineRule({
  id: 'node-group-container-os',
  on: 'aws',
  types: ['aws:eks/nodeGroup:NodeGroup'],
  severity: 'medium',
  title: 'Run nodes on an operating system made for containers',
  rationale:
    "A general purpose image brings a package manager, a shell and services that nobody on a node needs but an intruder; an image of one's own gets no updates through EKS.",
  remediation: "Set amiType to a Bottlerocket type such as 'BOTTLEROCKET_x86_64', or to an AL2023 type.",
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/eks/latest/userguide/eks-optimized-ami-bottlerocket.html',
    },
  ],
  cel: `
    object.?amiType.orValue('').startsWith('BOTTLEROCKET_')
    || object.?amiType.orValue('').startsWith('AL2023_')
  `,
  message: 'the nodes do not run Bottlerocket or AL2023',
  samples: {
    good: [
      { name: 'Bottlerocket', given: nodeGroup() },
      { name: 'Bottlerocket with FIPS, on Graviton', given: nodeGroup({ amiType: 'BOTTLEROCKET_ARM_64_FIPS' }) },
      { name: 'AL2023', given: nodeGroup({ amiType: 'AL2023_ARM_64_STANDARD' }) },
    ],
    bad: [
      {
        name: 'left to the default',
        given: nodeGroup({ amiType: undefined }),
        message: 'the nodes do not run Bottlerocket or AL2023',
      },
      {
        name: 'Amazon Linux 2',
        given: nodeGroup({ amiType: 'AL2_x86_64' }),
        message: 'the nodes do not run Bottlerocket or AL2023',
      },
      {
        name: 'an image of its own',
        given: nodeGroup({ amiType: 'CUSTOM' }),
        message: 'the nodes do not run Bottlerocket or AL2023',
      },
    ],
  },
});
