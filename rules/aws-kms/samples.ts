import type { AwsResource, JsonObject } from '../rule';

/** A policy whose only statement allows the account itself, changed. */
export function keyPolicy(changes: JsonObject = {}): string {
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::123456789012:root' },
    Action: 'kms:*',
    Resource: '*',
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...changes }] });
}

/** A hardened key, with some inputs changed; `undefined` leaves one out. */
export function key(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:kms/key:Key',
    inputs: {
      description: 'Kubernetes secrets of blue',
      enableKeyRotation: true,
      deletionWindowInDays: 30,
      policy: keyPolicy(),
      ...changes,
    },
  };
}
