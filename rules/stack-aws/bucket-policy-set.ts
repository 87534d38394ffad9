import { defineRule } from '../rule';
import { ofType, refersTo } from './links';
import { aws, bucketCompanions } from './samples';

const bucket = aws('s3/bucket:Bucket', 'reports', { id: 'reports', bucket: 'reports', arn: 'arn:aws:s3:::reports' });

export const bucketPolicySet = defineRule({
  id: 'bucket-policy-set',
  on: 'stack',
  severity: 'medium',
  title: 'Give every bucket a policy',
  rationale: 'Only a policy can refuse plain HTTP, and only a policy says who may use the bucket in one place.',
  remediation: 'Make an aws.s3.BucketPolicy for the bucket that denies requests without TLS.',
  references: [{ standard: 'aws-fsbp', control: 'S3.5' }],
  check: (resources) => {
    const companions = ofType(resources, 'aws:s3/bucketPolicy:BucketPolicy');
    return ofType(resources, 'aws:s3/bucket:Bucket')
      .filter((each) => !companions.some((one) => refersTo(one, 'bucket', each, ['id', 'bucket', 'arn'])))
      .map((resource) => ({ resource, message: 'the bucket has no policy' }));
  },
  samples: {
    good: [
      { name: 'one', given: [bucket, aws('s3/bucketPolicy:BucketPolicy', 'reports', { bucket: 'reports' })] },
      {
        name: 'an id that is not known yet',
        given: [
          aws('s3/bucket:Bucket', 'reports', {}),
          {
            ...aws('s3/bucketPolicy:BucketPolicy', 'own', {}),
            references: { bucket: [{ type: 'aws:s3/bucket:Bucket', name: 'reports' }] },
          },
        ],
      },
    ],
    bad: [
      {
        name: 'none',
        given: [bucket, ...bucketCompanions('s3/bucketPolicy:BucketPolicy')],
        message: 'the bucket has no policy',
      },
      {
        name: 'one of another',
        given: [
          bucket,
          aws('s3/bucketPolicy:BucketPolicy', 'other', { bucket: 'logs' }),
          ...bucketCompanions('s3/bucketPolicy:BucketPolicy'),
        ],
        message: 'the bucket has no policy',
      },
      {
        name: 'a public access block instead',
        given: [
          bucket,
          aws('s3/bucketPublicAccessBlock:BucketPublicAccessBlock', 'reports', { bucket: 'reports' }),
          ...bucketCompanions('s3/bucketPolicy:BucketPolicy'),
        ],
        message: 'the bucket has no policy',
      },
    ],
  },
});
