import type { AwsResource, JsonObject } from '../rule';

/** A hardened log group, with some inputs changed; `undefined` leaves one out. */
export function logGroup(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:cloudwatch/logGroup:LogGroup',
    inputs: {
      name: '/aws/eks/blue/cluster',
      kmsKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/logs',
      retentionInDays: 365,
      ...changes,
    },
  };
}
