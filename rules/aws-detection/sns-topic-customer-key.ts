import { defineRule } from '../rule';
import { topic } from './samples';

export const snsTopicCustomerKey = defineRule({
  id: 'sns-topic-customer-key',
  on: 'aws',
  types: ['aws:sns/topic:Topic'],
  severity: 'high',
  title: 'Encrypt topics with a customer key',
  rationale:
    "Alarms say where it hurts. Amazon's own key (alias/aws/sns) also keeps CloudWatch from publishing, so that alarms get lost without a word.",
  remediation: 'Set kmsMasterKeyId to a customer managed key whose policy lets the publishing services use it.',
  references: [{ standard: 'documentation', url: 'https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html' }],
  cel: "given(object, 'kmsMasterKeyId') && !(known(object, 'kmsMasterKeyId') in ['alias/aws/sns', 'aws/sns'])",
  message: 'the topic has no customer key',
  samples: {
    good: [
      { name: 'under a customer key', given: topic() },
      { name: 'by alias', given: topic({ kmsMasterKeyId: 'alias/blue-logs' }) },
    ],
    bad: [
      { name: 'left out', given: topic({ kmsMasterKeyId: undefined }), message: 'the topic has no customer key' },
      {
        name: "Amazon's key",
        given: topic({ kmsMasterKeyId: 'alias/aws/sns' }),
        message: 'the topic has no customer key',
      },
      { name: 'empty', given: topic({ kmsMasterKeyId: '' }), message: 'the topic has no customer key' },
    ],
  },
});
