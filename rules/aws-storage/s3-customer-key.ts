import { defineRule } from '../rule';
import { encryption } from './samples';

export const s3CustomerKey = defineRule({
  id: 's3-customer-key',
  on: 'aws',
  types: ['aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration'],
  severity: 'medium',
  title: 'Encrypt buckets with a customer key',
  rationale:
    "With S3's own key whoever may read the object reads it; with ours it takes the key as well, and the key's log says who did.",
  remediation: "Set sseAlgorithm to 'aws:kms' (or 'aws:kms:dsse') and kmsMasterKeyId to a customer managed key.",
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-17',
    },
  ],
  cel: `
    object.rules.exists(rule, rule.?applyServerSideEncryptionByDefault.?sseAlgorithm.orValue('AES256') in ['aws:kms', 'aws:kms:dsse']
    && given(rule, 'applyServerSideEncryptionByDefault.kmsMasterKeyId'))
  `,
  message: 'the bucket is not encrypted with a customer key',
  samples: {
    good: [
      {
        name: 'under a customer key',
        given: encryption({ sseAlgorithm: 'aws:kms', kmsMasterKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/logs' }),
      },
      { name: 'twice over', given: encryption({ sseAlgorithm: 'aws:kms:dsse', kmsMasterKeyId: 'alias/blue-logs' }) },
    ],
    bad: [
      {
        name: "S3's own key",
        given: encryption({ sseAlgorithm: 'AES256' }),
        message: 'the bucket is not encrypted with a customer key',
      },
      {
        name: "KMS with Amazon's key",
        given: encryption({ sseAlgorithm: 'aws:kms' }),
        message: 'the bucket is not encrypted with a customer key',
      },
      { name: 'nothing said', given: encryption({}), message: 'the bucket is not encrypted with a customer key' },
    ],
  },
});
