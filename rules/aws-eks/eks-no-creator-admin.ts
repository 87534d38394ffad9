import { defineRule } from '../rule';
import { cluster } from './samples';

export const eksNoCreatorAdmin = defineRule({
  id: 'eks-no-creator-admin',
  on: 'aws',
  types: ['aws:eks/cluster:Cluster'],
  severity: 'high',
  title: 'Give the creator of a cluster no standing admin access',
  rationale:
    'By default whoever creates the cluster, often a deployment role that many can use, becomes its administrator for good, without an entry that anybody could review or remove.',
  remediation:
    'Set accessConfig.bootstrapClusterCreatorAdminPermissions to false and name administrators with access entries.',
  references: [
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html' },
    { standard: 'cis-eks', control: '4.1.1' },
  ],
  cel: 'object.?accessConfig.?bootstrapClusterCreatorAdminPermissions.orValue(true) == false',
  message: 'the creator of the cluster becomes its administrator',
  samples: {
    good: [
      { name: 'no creator admin', given: cluster() },
      {
        name: 'said last',
        given: cluster({ accessConfig: { bootstrapClusterCreatorAdminPermissions: false, authenticationMode: 'API' } }),
      },
    ],
    bad: [
      {
        name: 'left to the default',
        given: cluster({ accessConfig: { authenticationMode: 'API' } }),
        message: 'the creator of the cluster becomes its administrator',
      },
      {
        name: 'asked for',
        given: cluster({ accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: true } }),
        message: 'the creator of the cluster becomes its administrator',
      },
      {
        name: 'asked for first',
        given: cluster({ accessConfig: { bootstrapClusterCreatorAdminPermissions: true, authenticationMode: 'API' } }),
        message: 'the creator of the cluster becomes its administrator',
      },
    ],
  },
});
