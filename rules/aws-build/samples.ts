import type { AwsResource, JsonObject } from '../rule';

/** A hardened build project, with some inputs changed; `undefined` leaves one out. */
export function project(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:codebuild/project:Project',
    inputs: {
      name: 'blue-baseline',
      serviceRole: 'arn:aws:iam::123456789012:role/blue-baseline',
      artifacts: { type: 'NO_ARTIFACTS' },
      encryptionKey: 'arn:aws:kms:eu-west-1:123456789012:key/logs',
      environment: environment().environment,
      source: { type: 'S3', location: 'sources/baseline.zip' },
      vpcConfig: { vpcId: 'vpc-0blue', subnets: ['subnet-0a', 'subnet-0b'], securityGroupIds: ['sg-0runner'] },
      ...changes,
    },
  };
}

/** The environment of a build, changed. */
export function environment(changes: JsonObject = {}): { readonly environment: JsonObject } {
  return {
    environment: {
      type: 'LINUX_CONTAINER',
      computeType: 'BUILD_GENERAL1_SMALL',
      image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
      ...changes,
    },
  };
}
