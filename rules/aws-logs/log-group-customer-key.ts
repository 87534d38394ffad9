import { defineRule } from '../rule';
import { logGroup } from './samples';

export const logGroupCustomerKey = defineRule({
  id: 'log-group-customer-key',
  on: 'aws',
  types: ['aws:cloudwatch/logGroup:LogGroup'],
  severity: 'medium',
  title: 'Encrypt log groups with a customer key',
  rationale:
    'Logs repeat what they were not meant to: tokens, queries, names. Under a key of our own, reading them takes two permissions, and taking the key away takes them all.',
  remediation: 'Set kmsKeyId to a customer managed key whose policy lets CloudWatch Logs use it.',
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html',
    },
  ],
  cel: "given(object, 'kmsKeyId')",
  message: 'the log group has no customer key',
  samples: {
    good: [
      { name: 'under a customer key', given: logGroup() },
      {
        name: "of another region's key",
        given: logGroup({ kmsKeyId: 'arn:aws:kms:eu-central-1:123456789012:key/logs' }),
      },
    ],
    bad: [
      { name: 'left out', given: logGroup({ kmsKeyId: undefined }), message: 'the log group has no customer key' },
      { name: 'empty', given: logGroup({ kmsKeyId: '' }), message: 'the log group has no customer key' },
      {
        name: 'of flow logs',
        given: logGroup({ name: '/vpc/blue', kmsKeyId: undefined }),
        message: 'the log group has no customer key',
      },
    ],
  },
});
