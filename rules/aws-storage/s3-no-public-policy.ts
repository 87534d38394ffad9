import { defineRule } from '../rule';
import { bucketPolicy } from './samples';

export const s3NoPublicPolicy = defineRule({
  id: 's3-no-public-policy',
  on: 'aws',
  types: ['aws:s3/bucketPolicy:BucketPolicy'],
  severity: 'critical',
  title: 'Open no bucket to everybody',
  rationale: 'Public buckets are found within hours, and what was read cannot be taken back.',
  remediation:
    'Name the accounts, roles or services as Principal, or add a condition such as aws:PrincipalOrgID or aws:SourceVpce.',
  references: [
    { standard: 'aws-fsbp', control: 'S3.2' },
    { standard: 'aws-fsbp', control: 'S3.3' },
    { standard: 'mitre-attack', control: 'T1530' },
  ],
  forEach: { as: 's', in: 'statements(object.policy)', label: 's.name' },
  cel: '!s.public',
  message: 'anybody may use the bucket: {label}',
  samples: {
    good: [
      { name: 'nobody but the owner', given: bucketPolicy() },
      {
        name: 'through one endpoint',
        given: bucketPolicy({
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::reports/*',
          Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-0blue' } },
        }),
      },
    ],
    bad: [
      {
        name: 'readable by everybody',
        given: bucketPolicy({
          Sid: 'Read',
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::reports/*',
        }),
        message: 'anybody may use the bucket: Read',
      },
      {
        name: 'writable by every account',
        given: bucketPolicy({
          Effect: 'Allow',
          Principal: { AWS: '*' },
          Action: 's3:PutObject',
          Resource: 'arn:aws:s3:::reports/*',
        }),
        message: 'anybody may use the bucket: statement 2',
      },
      {
        name: 'for whoever sends a header',
        given: bucketPolicy({
          Sid: 'Referer',
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          Resource: 'arn:aws:s3:::reports/*',
          Condition: { StringLike: { 'aws:Referer': 'https://example.com/*' } },
        }),
        message: 'anybody may use the bucket: Referer',
      },
    ],
  },
});
