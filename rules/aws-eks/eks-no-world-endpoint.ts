import { defineRule } from '../rule';
import { cluster, clusterWithVpc } from './samples';

export const eksNoWorldEndpoint = defineRule({
  id: 'eks-no-world-endpoint',
  on: 'aws',
  types: ['aws:eks/cluster:Cluster'],
  severity: 'critical',
  title: 'Never open the API endpoint to the world',
  rationale:
    'An API server that anybody can reach is scanned within minutes, and a leaked token or the next authentication flaw is then all that it takes to get in from anywhere.',
  remediation:
    'Set vpcConfig.endpointPublicAccess to false. Where a public endpoint is needed, list the few networks that may reach it in publicAccessCidrs; AWS opens it to everybody where the list is missing, and this rule takes anything larger than an IPv4 /8 or an IPv6 /32 for everybody.',
  references: [
    { standard: 'cis-eks', control: '5.4.1' },
    { standard: 'aws-fsbp', control: 'EKS.1' },
    { standard: 'mitre-attack', control: 'T1133' },
  ],
  cel: `
    object.?vpcConfig.?endpointPublicAccess.orValue(true) == false
    || (size(object.?vpcConfig.?publicAccessCidrs.orValue([])) > 0
    && object.vpcConfig.publicAccessCidrs.all(block, !isWide(block)))
  `,
  message: 'anybody can reach the public API endpoint',
  samples: {
    good: [
      { name: 'private only', given: cluster() },
      {
        name: 'public for two networks',
        given: clusterWithVpc({ endpointPublicAccess: true, publicAccessCidrs: ['198.51.100.0/24', '203.0.113.7/32'] }),
      },
    ],
    bad: [
      {
        name: 'open by default',
        given: clusterWithVpc({ endpointPublicAccess: undefined }),
        message: 'anybody can reach the public API endpoint',
      },
      {
        name: 'the whole of IPv4',
        given: clusterWithVpc({ endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/0'] }),
        message: 'anybody can reach the public API endpoint',
      },
      {
        name: 'its two halves',
        given: clusterWithVpc({ endpointPublicAccess: true, publicAccessCidrs: ['0.0.0.0/1', '128.0.0.0/1'] }),
        message: 'anybody can reach the public API endpoint',
      },
      {
        name: 'the whole of IPv6 beside a good block',
        given: clusterWithVpc({ endpointPublicAccess: true, publicAccessCidrs: ['203.0.113.0/24', '::/0'] }),
        message: 'anybody can reach the public API endpoint',
      },
    ],
  },
});
