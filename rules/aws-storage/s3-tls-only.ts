import { defineRule } from '../rule';
import { bucketPolicy, bucketPolicyOf } from './samples';

export const s3TlsOnly = defineRule({
  id: 's3-tls-only',
  on: 'aws',
  types: ['aws:s3/bucketPolicy:BucketPolicy'],
  severity: 'medium',
  title: 'Refuse plain HTTP to buckets',
  rationale: 'S3 answers plain HTTP: on the way, signed requests and the data they fetch can be read and changed.',
  remediation: "Add a statement that denies s3:* to everybody under the condition Bool aws:SecureTransport 'false'.",
  references: [{ standard: 'aws-fsbp', control: 'S3.5' }],
  cel: `
    statements(object.policy).exists(s, !s.allows
    && s.principals.exists(p, p.id == '*')
    && s.actions.exists(a, a in ['*', 's3:*'])
    && s.conditions.exists(c, c.operator == 'Bool' && c.key == 'aws:securetransport' && c.values == ['false']))
  `,
  message: 'the bucket answers plain HTTP',
  samples: {
    good: [
      { name: 'refused', given: bucketPolicy() },
      {
        name: 'refused, and one reader',
        given: bucketPolicy({
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::123456789012:role/audit' },
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::reports/*',
        }),
      },
    ],
    bad: [
      {
        name: 'one reader only',
        given: bucketPolicyOf({
          Effect: 'Allow',
          Principal: { AWS: 'arn:aws:iam::123456789012:role/audit' },
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::reports/*',
        }),
        message: 'the bucket answers plain HTTP',
      },
      {
        name: 'refused for reads only',
        given: bucketPolicyOf({
          Effect: 'Deny',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::reports/*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
        message: 'the bucket answers plain HTTP',
      },
      {
        name: 'refused for one role only',
        given: bucketPolicyOf({
          Effect: 'Deny',
          Principal: { AWS: 'arn:aws:iam::123456789012:role/audit' },
          Action: 's3:*',
          Resource: 'arn:aws:s3:::reports/*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
        message: 'the bucket answers plain HTTP',
      },
    ],
  },
});
