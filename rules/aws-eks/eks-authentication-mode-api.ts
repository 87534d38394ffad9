import { defineRule } from '../rule';
import { cluster } from './samples';

export const eksAuthenticationModeApi = defineRule({
  id: 'eks-authentication-mode-api',
  on: 'aws',
  types: ['aws:eks/cluster:Cluster'],
  severity: 'high',
  title: 'Authenticate through access entries only',
  rationale:
    'The aws-auth ConfigMap lives inside the cluster: whoever may edit it makes any IAM principal a cluster administrator, unseen by IAM and CloudTrail, and a typing error in it locks everybody out.',
  remediation: "Set accessConfig.authenticationMode to 'API' and name who may enter with access entries.",
  references: [
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html' },
    { standard: 'cis-eks', control: '5.5.1' },
  ],
  cel: "object.?accessConfig.?authenticationMode.orValue('CONFIG_MAP') == 'API'",
  message: 'the aws-auth ConfigMap can let people into the cluster',
  samples: {
    good: [
      { name: 'entries only', given: cluster() },
      {
        name: 'entries, said again',
        given: cluster({ accessConfig: { bootstrapClusterCreatorAdminPermissions: false, authenticationMode: 'API' } }),
      },
    ],
    bad: [
      {
        name: 'both ways',
        given: cluster({
          accessConfig: { authenticationMode: 'API_AND_CONFIG_MAP', bootstrapClusterCreatorAdminPermissions: false },
        }),
        message: 'the aws-auth ConfigMap can let people into the cluster',
      },
      {
        name: 'the ConfigMap alone',
        given: cluster({
          accessConfig: { authenticationMode: 'CONFIG_MAP', bootstrapClusterCreatorAdminPermissions: false },
        }),
        message: 'the aws-auth ConfigMap can let people into the cluster',
      },
      {
        name: 'left to the default',
        given: cluster({ accessConfig: { bootstrapClusterCreatorAdminPermissions: false } }),
        message: 'the aws-auth ConfigMap can let people into the cluster',
      },
    ],
  },
});
