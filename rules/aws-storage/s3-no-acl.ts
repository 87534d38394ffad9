import { defineRule } from '../rule';

export const s3NoAcl = defineRule({
  id: 's3-no-acl',
  on: 'aws',
  types: ['aws:s3/bucket:Bucket', 'aws:s3/bucketAcl:BucketAcl'],
  severity: 'high',
  title: 'Give buckets no access lists',
  rationale:
    'ACLs are the old way to open a bucket, to everybody or to everybody with any AWS account, past the bucket policy that people review.',
  remediation: 'Leave acl and grants out and say who may do what in the bucket policy.',
  references: [
    { standard: 'aws-fsbp', control: 'S3.12' },
    { standard: 'mitre-attack', control: 'T1530' },
  ],
  cel: "object.?acl.orValue('private') == 'private' && !has(object.grants)",
  message: 'the bucket has an access list',
  samples: {
    good: [
      { name: 'none', given: { type: 'aws:s3/bucket:Bucket', inputs: { bucket: 'reports' } } },
      { name: 'private', given: { type: 'aws:s3/bucket:Bucket', inputs: { bucket: 'reports', acl: 'private' } } },
    ],
    bad: [
      {
        name: 'readable by everybody',
        given: { type: 'aws:s3/bucket:Bucket', inputs: { bucket: 'reports', acl: 'public-read' } },
        message: 'the bucket has an access list',
      },
      {
        name: 'readable by every AWS account',
        given: { type: 'aws:s3/bucket:Bucket', inputs: { bucket: 'reports', acl: 'authenticated-read' } },
        message: 'the bucket has an access list',
      },
      {
        name: 'a grant',
        given: {
          type: 'aws:s3/bucket:Bucket',
          inputs: {
            bucket: 'reports',
            grants: [{ type: 'Group', permissions: ['READ'], uri: 'http://acs.amazonaws.com/groups/global/AllUsers' }],
          },
        },
        message: 'the bucket has an access list',
      },
    ],
  },
});
