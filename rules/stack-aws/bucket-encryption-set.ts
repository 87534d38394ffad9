import { defineRule } from '../rule';
import { ofType, refersTo } from './links';
import { aws, bucketCompanions } from './samples';

const bucket = aws('s3/bucket:Bucket', 'reports', { id: 'reports', bucket: 'reports', arn: 'arn:aws:s3:::reports' });

export const bucketEncryptionSet = defineRule({
  id: 'bucket-encryption-set',
  on: 'stack',
  severity: 'medium',
  title: 'Set the encryption of every bucket',
  rationale: 'Where nothing is set S3 encrypts with its own key, which anybody who may read the object may use.',
  remediation: 'Make an aws.s3.BucketServerSideEncryptionConfiguration for the bucket with a customer managed key.',
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-17',
    },
  ],
  check: (resources) => {
    const companions = ofType(
      resources,
      'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
    );
    return ofType(resources, 'aws:s3/bucket:Bucket')
      .filter((each) => !companions.some((one) => refersTo(one, 'bucket', each, ['id', 'bucket', 'arn'])))
      .map((resource) => ({ resource, message: 'the encryption of the bucket is left to S3' }));
  },
  samples: {
    good: [
      {
        name: 'one',
        given: [
          bucket,
          aws('s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration', 'reports', {
            bucket: 'reports',
          }),
        ],
      },
      {
        name: 'an id that is not known yet',
        given: [
          aws('s3/bucket:Bucket', 'reports', {}),
          {
            ...aws('s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration', 'own', {}),
            references: { bucket: [{ type: 'aws:s3/bucket:Bucket', name: 'reports' }] },
          },
        ],
      },
    ],
    bad: [
      {
        name: 'none',
        given: [
          bucket,
          ...bucketCompanions('s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration'),
        ],
        message: 'the encryption of the bucket is left to S3',
      },
      {
        name: 'one of another',
        given: [
          bucket,
          aws('s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration', 'other', {
            bucket: 'logs',
          }),
          ...bucketCompanions('s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration'),
        ],
        message: 'the encryption of the bucket is left to S3',
      },
      {
        name: 'versions instead',
        given: [
          bucket,
          aws('s3/bucketVersioning:BucketVersioning', 'reports', { bucket: 'reports' }),
          ...bucketCompanions('s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration'),
        ],
        message: 'the encryption of the bucket is left to S3',
      },
    ],
  },
});
