import { defineRule } from '../rule';
import { ofType, refersTo } from './links';
import { aws, bucketCompanions } from './samples';

const bucket = aws('s3/bucket:Bucket', 'reports', { id: 'reports', bucket: 'reports', arn: 'arn:aws:s3:::reports' });

export const bucketPublicAccessBlocked = defineRule({
  id: 'bucket-public-access-blocked',
  on: 'stack',
  severity: 'high',
  title: 'Block public access to every bucket',
  rationale: 'What keeps a bucket private must not be that nobody has made a mistake in its policy yet.',
  remediation: 'Make an aws.s3.BucketPublicAccessBlock for the bucket with all four settings true.',
  references: [{ standard: 'aws-fsbp', control: 'S3.8' }],
  check: (resources) => {
    const companions = ofType(resources, 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock');
    return ofType(resources, 'aws:s3/bucket:Bucket')
      .filter((each) => !companions.some((one) => refersTo(one, 'bucket', each, ['id', 'bucket', 'arn'])))
      .map((resource) => ({ resource, message: 'nothing blocks public access to the bucket' }));
  },
  samples: {
    good: [
      {
        name: 'one',
        given: [bucket, aws('s3/bucketPublicAccessBlock:BucketPublicAccessBlock', 'reports', { bucket: 'reports' })],
      },
      {
        name: 'an id that is not known yet',
        given: [
          aws('s3/bucket:Bucket', 'reports', {}),
          {
            ...aws('s3/bucketPublicAccessBlock:BucketPublicAccessBlock', 'own', {}),
            references: { bucket: [{ type: 'aws:s3/bucket:Bucket', name: 'reports' }] },
          },
        ],
      },
    ],
    bad: [
      {
        name: 'none',
        given: [bucket, ...bucketCompanions('s3/bucketPublicAccessBlock:BucketPublicAccessBlock')],
        message: 'nothing blocks public access to the bucket',
      },
      {
        name: 'one of another',
        given: [
          bucket,
          aws('s3/bucketPublicAccessBlock:BucketPublicAccessBlock', 'other', { bucket: 'logs' }),
          ...bucketCompanions('s3/bucketPublicAccessBlock:BucketPublicAccessBlock'),
        ],
        message: 'nothing blocks public access to the bucket',
      },
      {
        name: 'a policy instead',
        given: [
          bucket,
          aws('s3/bucketPolicy:BucketPolicy', 'reports', { bucket: 'reports', policy: '{}' }),
          ...bucketCompanions('s3/bucketPublicAccessBlock:BucketPublicAccessBlock'),
        ],
        message: 'nothing blocks public access to the bucket',
      },
    ],
  },
});
