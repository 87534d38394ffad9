import type { AwsResource, JsonObject } from '../rule';

const refusePlainText = {
  Effect: 'Deny',
  Principal: '*',
  Action: 's3:*',
  Resource: ['arn:aws:s3:::reports', 'arn:aws:s3:::reports/*'],
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
};

/** A bucket policy that refuses plain HTTP, and these statements besides. */
export function bucketPolicy(...more: JsonObject[]): AwsResource {
  return bucketPolicyOf(refusePlainText, ...more);
}

/** A bucket policy of these statements alone. */
export function bucketPolicyOf(...statements: JsonObject[]): AwsResource {
  return {
    type: 'aws:s3/bucketPolicy:BucketPolicy',
    inputs: { bucket: 'reports', policy: JSON.stringify({ Version: '2012-10-17', Statement: statements }) },
  };
}

/** The public access block of a bucket, closed all over unless changed. */
export function accessBlock(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
    inputs: {
      bucket: 'reports',
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
      ...changes,
    },
  };
}

/** The default encryption of a bucket. */
export function encryption(applyServerSideEncryptionByDefault: JsonObject): AwsResource {
  return {
    type: 'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
    inputs: { bucket: 'reports', rules: [{ bucketKeyEnabled: true, applyServerSideEncryptionByDefault }] },
  };
}
