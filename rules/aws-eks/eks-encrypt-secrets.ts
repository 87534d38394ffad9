import { defineRule } from '../rule';
import { cluster } from './samples';

export const eksEncryptSecrets = defineRule({
  id: 'eks-encrypt-secrets',
  on: 'aws',
  types: ['aws:eks/cluster:Cluster'],
  severity: 'high',
  title: 'Encrypt Kubernetes secrets with a customer key',
  rationale:
    "Without envelope encryption under a key of our own, whoever reads etcd's storage or a backup of it reads every secret of the cluster, and no key policy or CloudTrail entry stands in the way.",
  remediation:
    "Set encryptionConfig to { resources: ['secrets'], provider: { keyArn } } with a customer managed KMS key.",
  references: [
    { standard: 'cis-eks', control: '5.3.1' },
    { standard: 'aws-fsbp', control: 'EKS.3' },
    { standard: 'mitre-attack', control: 'T1552' },
  ],
  cel: `
    'secrets' in object.?encryptionConfig.?resources.orValue([])
    && given(object, 'encryptionConfig.provider.keyArn')
  `,
  message: 'the cluster does not encrypt its secrets with a customer key',
  samples: {
    good: [
      { name: 'secrets under a customer key', given: cluster() },
      {
        name: "under another account's key",
        given: cluster({
          encryptionConfig: {
            resources: ['secrets'],
            provider: { keyArn: 'arn:aws:kms:eu-west-1:210987654321:key/shared' },
          },
        }),
      },
    ],
    bad: [
      {
        name: 'no encryption config',
        given: cluster({ encryptionConfig: undefined }),
        message: 'the cluster does not encrypt its secrets with a customer key',
      },
      {
        name: 'a key, but no resources',
        given: cluster({
          encryptionConfig: { resources: [], provider: { keyArn: 'arn:aws:kms:eu-west-1:123456789012:key/secrets' } },
        }),
        message: 'the cluster does not encrypt its secrets with a customer key',
      },
      {
        name: 'no key',
        given: cluster({ encryptionConfig: { resources: ['secrets'], provider: {} } }),
        message: 'the cluster does not encrypt its secrets with a customer key',
      },
    ],
  },
});
