import { defineRule } from '../rule';
import { cluster, clusterWithVpc } from './samples';

export const eksNoPublicEndpoint = defineRule({
  id: 'eks-no-public-endpoint',
  on: 'aws',
  types: ['aws:eks/cluster:Cluster'],
  severity: 'medium',
  title: 'Keep the API endpoint private',
  rationale:
    'A private endpoint cannot be reached from outside the network at all; an allow list is one edited line away from the world, and every address on it is a way in.',
  remediation:
    'Set vpcConfig.endpointPublicAccess to false and reach the API from inside the VPC, over a VPN, or through a runner in the private subnets.',
  references: [
    { standard: 'cis-eks', control: '5.4.2' },
    { standard: 'aws-fsbp', control: 'EKS.1' },
  ],
  cel: 'object.?vpcConfig.?endpointPublicAccess.orValue(true) == false',
  message: 'the API endpoint is public',
  samples: {
    good: [
      { name: 'private only', given: cluster() },
      { name: 'private, with a list left over', given: clusterWithVpc({ publicAccessCidrs: ['203.0.113.0/24'] }) },
    ],
    bad: [
      {
        name: 'public for one network',
        given: clusterWithVpc({ endpointPublicAccess: true, publicAccessCidrs: ['203.0.113.0/24'] }),
        message: 'the API endpoint is public',
      },
      {
        name: 'public for one address',
        given: clusterWithVpc({ endpointPublicAccess: true, publicAccessCidrs: ['203.0.113.7/32'] }),
        message: 'the API endpoint is public',
      },
      {
        name: 'public over IPv6',
        given: clusterWithVpc({ endpointPublicAccess: true, publicAccessCidrs: ['2001:db8:1::/48'] }),
        message: 'the API endpoint is public',
      },
    ],
  },
});
