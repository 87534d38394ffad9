import type { AwsResource, JsonObject } from '../rule';

/** A hardened repository, with some inputs changed; `undefined` leaves one out. */
export function repository(changes: JsonObject = {}): AwsResource {
  return {
    type: 'aws:ecr/repository:Repository',
    inputs: {
      name: 'ledger',
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: 'KMS', kmsKey: 'arn:aws:kms:eu-west-1:123456789012:key/images' }],
      ...changes,
    },
  };
}

/** Who may do what with a repository: one statement for one account, changed. */
export function repositoryPolicy(changes: JsonObject = {}): AwsResource {
  const statement = {
    Effect: 'Allow',
    Principal: { AWS: 'arn:aws:iam::210987654321:root' },
    Action: ['ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  };
  return {
    type: 'aws:ecr/repositoryPolicy:RepositoryPolicy',
    inputs: {
      repository: 'ledger',
      policy: JSON.stringify({ Version: '2012-10-17', Statement: [{ ...statement, ...changes }] }),
    },
  };
}
