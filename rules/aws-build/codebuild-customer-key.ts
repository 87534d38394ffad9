import { defineRule } from '../rule';
import { project } from './samples';

export const codebuildCustomerKey = defineRule({
  id: 'codebuild-customer-key',
  on: 'aws',
  types: ['aws:codebuild/project:Project'],
  severity: 'medium',
  title: 'Encrypt what builds leave with a customer key',
  rationale: 'Build output is what gets deployed: under a key of our own, reading or replacing it takes that key.',
  remediation: 'Set encryptionKey to a customer managed key.',
  references: [
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/codebuild/latest/userguide/setting-up-kms.html' },
  ],
  cel: "given(object, 'encryptionKey') && !string(known(object, 'encryptionKey')).endsWith('alias/aws/s3')",
  message: 'the build has no customer key',
  samples: {
    good: [
      { name: 'under a customer key', given: project() },
      { name: 'by alias', given: project({ encryptionKey: 'arn:aws:kms:eu-west-1:123456789012:alias/blue-logs' }) },
    ],
    bad: [
      { name: 'left out', given: project({ encryptionKey: undefined }), message: 'the build has no customer key' },
      {
        name: "Amazon's key",
        given: project({ encryptionKey: 'arn:aws:kms:eu-west-1:123456789012:alias/aws/s3' }),
        message: 'the build has no customer key',
      },
      { name: 'empty', given: project({ encryptionKey: '' }), message: 'the build has no customer key' },
    ],
  },
});
