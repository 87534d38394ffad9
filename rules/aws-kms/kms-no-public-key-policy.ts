import { defineRule } from '../rule';
import { key, keyPolicy } from './samples';

export const kmsNoPublicKeyPolicy = defineRule({
  id: 'kms-no-public-key-policy',
  on: 'aws',
  types: ['aws:kms/key:Key'],
  severity: 'critical',
  title: 'Let nobody unknown use a key',
  rationale:
    'A key policy is the last word on a key: with a principal of * and nothing that says which accounts, any AWS account in the world may decrypt with it.',
  remediation:
    'Name the accounts, roles or services as Principal, or add a condition such as kms:CallerAccount or aws:PrincipalOrgID.',
  references: [{ standard: 'aws-fsbp', control: 'KMS.5' }],
  forEach: { as: 's', in: 'statements(object.?policy.orValue(null))', label: 's.name' },
  cel: '!s.public',
  message: 'anybody may use the key: {label}',
  samples: {
    good: [
      { name: 'the account', given: key() },
      {
        name: 'anybody of the account, through a service',
        given: key({
          policy: keyPolicy({
            Sid: 'ThroughEc2',
            Principal: { AWS: '*' },
            Condition: {
              StringEquals: { 'kms:CallerAccount': '123456789012', 'kms:ViaService': 'ec2.eu-west-1.amazonaws.com' },
            },
          }),
        }),
      },
      {
        name: 'a deny for everybody',
        given: key({ policy: keyPolicy({ Effect: 'Deny', Principal: '*', Action: 'kms:ScheduleKeyDeletion' }) }),
      },
    ],
    bad: [
      {
        name: 'everybody',
        given: key({ policy: keyPolicy({ Sid: 'Open', Principal: '*' }) }),
        message: 'anybody may use the key: Open',
      },
      {
        name: 'everybody among others',
        given: key({ policy: keyPolicy({ Principal: { AWS: ['arn:aws:iam::123456789012:root', '*'] } }) }),
        message: 'anybody may use the key: statement 1',
      },
      {
        name: 'a condition that says nothing about who',
        given: key({
          policy: keyPolicy({
            Sid: 'Tls',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'true' } },
          }),
        }),
        message: 'anybody may use the key: Tls',
      },
      {
        name: 'a condition that holds where the key is absent',
        given: key({
          policy: keyPolicy({
            Sid: 'IfExists',
            Principal: '*',
            Condition: { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-blue' } },
          }),
        }),
        message: 'anybody may use the key: IfExists',
      },
      {
        name: 'no JSON',
        given: key({ policy: 'allow everybody' }),
        message: 'cannot be judged, which counts as broken: not a policy document: it is not JSON',
      },
    ],
  },
});
