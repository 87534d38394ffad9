import { defineRule } from '../rule';
import { cluster, clusterWithVpc } from './samples';

export const eksPrivateEndpoint = defineRule({
  id: 'eks-private-endpoint',
  on: 'aws',
  types: ['aws:eks/cluster:Cluster'],
  severity: 'high',
  title: 'Let nodes reach the API server inside the VPC',
  rationale:
    'Without the private endpoint, traffic between nodes and control plane leaves the VPC, so the nodes need a way to the internet and the API server needs a public door.',
  remediation: 'Set vpcConfig.endpointPrivateAccess to true.',
  references: [{ standard: 'cis-eks', control: '5.4.2' }],
  cel: 'object.?vpcConfig.?endpointPrivateAccess.orValue(false) == true',
  message: 'the cluster has no private API endpoint',
  samples: {
    good: [
      { name: 'private only', given: cluster() },
      {
        name: 'private and public',
        given: clusterWithVpc({ endpointPublicAccess: true, publicAccessCidrs: ['203.0.113.0/24'] }),
      },
    ],
    bad: [
      {
        name: 'left to the default',
        given: clusterWithVpc({ endpointPrivateAccess: undefined }),
        message: 'the cluster has no private API endpoint',
      },
      {
        name: 'turned off',
        given: clusterWithVpc({ endpointPrivateAccess: false }),
        message: 'the cluster has no private API endpoint',
      },
      {
        name: 'public alone',
        given: clusterWithVpc({
          endpointPrivateAccess: false,
          endpointPublicAccess: true,
          publicAccessCidrs: ['203.0.113.0/24'],
        }),
        message: 'the cluster has no private API endpoint',
      },
    ],
  },
});
