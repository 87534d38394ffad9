import { defineRule } from '../rule';
import { policy } from './samples';

export const iamNoDecryptAnyKey = defineRule({
  id: 'iam-no-decrypt-any-key',
  on: 'aws',
  types: [
    'aws:iam/policy:Policy',
    'aws:iam/rolePolicy:RolePolicy',
    'aws:iam/role:Role',
    'aws:iam/userPolicy:UserPolicy',
    'aws:iam/groupPolicy:GroupPolicy',
  ],
  severity: 'medium',
  title: 'Let nobody decrypt with every key',
  rationale:
    'Keys separate data only as long as nobody holds all of them; kms:Decrypt on * undoes every key policy that trusts IAM.',
  remediation: 'Name the keys as Resource.',
  references: [
    { standard: 'aws-fsbp', control: 'KMS.1' },
    { standard: 'aws-fsbp', control: 'KMS.2' },
  ],
  forEach: { as: 's', in: 'permissions(object)', label: 's.name' },
  cel: `
    !((grants(s, 'kms:Decrypt') || grants(s, 'kms:ReEncryptFrom'))
    && s.resources.exists(r, r.endsWith(':key/*') || glob(r, 'arn:aws:kms:us-east-1:000000000000:key/any')))
  `,
  message: 'every key may decrypt for {label}',
  samples: {
    good: [
      {
        name: 'one key',
        given: policy({ Action: 'kms:Decrypt', Resource: 'arn:aws:kms:eu-west-1:123456789012:key/secrets' }),
      },
      { name: 'encryption only', given: policy({ Action: 'kms:Encrypt', Resource: '*' }) },
    ],
    bad: [
      {
        name: 'on everything',
        given: policy({ Sid: 'Decrypt', Action: 'kms:Decrypt', Resource: '*' }),
        message: 'every key may decrypt for Decrypt',
      },
      {
        name: 'every key of the account',
        given: policy({
          Action: ['kms:Decrypt', 'kms:DescribeKey'],
          Resource: 'arn:aws:kms:eu-west-1:123456789012:key/*',
        }),
        message: 'every key may decrypt for statement 1',
      },
      {
        name: 'by re-encryption',
        given: policy({ Sid: 'Copy', Action: 'kms:ReEncrypt*', Resource: 'arn:aws:kms:*' }),
        message: 'every key may decrypt for Copy',
      },
    ],
  },
});
