import { defineRule } from '../rule';
import { repository } from './samples';

export const ecrCustomerKey = defineRule({
  id: 'ecr-customer-key',
  on: 'aws',
  types: ['aws:ecr/repository:Repository'],
  severity: 'medium',
  title: 'Encrypt images with a customer key',
  rationale:
    "Images hold code and, in practice, what slipped into it. With a key of our own, pulling them takes the key too, and the key's log says who did.",
  remediation: "Set encryptionConfigurations to [{ encryptionType: 'KMS', kmsKey }].",
  references: [{ standard: 'aws-fsbp', control: 'ECR.5' }],
  cel: `
    object.?encryptionConfigurations.orValue([]).exists(each, each.?encryptionType.orValue('') in ['KMS', 'KMS_DSSE']
    && given(each, 'kmsKey'))
  `,
  message: 'images are not encrypted with a customer key',
  samples: {
    good: [
      { name: 'under a customer key', given: repository() },
      {
        name: 'twice over',
        given: repository({
          encryptionConfigurations: [
            { encryptionType: 'KMS_DSSE', kmsKey: 'arn:aws:kms:eu-west-1:123456789012:key/images' },
          ],
        }),
      },
    ],
    bad: [
      {
        name: 'left to the default',
        given: repository({ encryptionConfigurations: undefined }),
        message: 'images are not encrypted with a customer key',
      },
      {
        name: "Amazon's own encryption",
        given: repository({ encryptionConfigurations: [{ encryptionType: 'AES256' }] }),
        message: 'images are not encrypted with a customer key',
      },
      {
        name: "KMS with Amazon's key",
        given: repository({ encryptionConfigurations: [{ encryptionType: 'KMS' }] }),
        message: 'images are not encrypted with a customer key',
      },
    ],
  },
});
