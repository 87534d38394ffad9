import { defineRule } from '../rule';
import { key, keyPolicy } from './samples';

export const kmsExplicitKeyPolicy = defineRule({
  id: 'kms-explicit-key-policy',
  on: 'aws',
  types: ['aws:kms/key:Key'],
  severity: 'medium',
  title: 'Say in the key itself who may use it',
  rationale:
    'The default policy hands the key to IAM alone: any administrator of the account can then let any principal decrypt, without a word in the key.',
  remediation: 'Set policy to a document that names the administrators and the services that use the key.',
  references: [
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html' },
  ],
  cel: "given(object, 'policy')",
  message: 'the key has the default policy',
  samples: {
    good: [
      { name: 'one of its own', given: key() },
      {
        name: 'one for a service',
        given: key({
          policy: keyPolicy({ Principal: { Service: 'logs.eu-west-1.amazonaws.com' }, Action: 'kms:Encrypt*' }),
        }),
      },
    ],
    bad: [
      { name: 'left to the default', given: key({ policy: undefined }), message: 'the key has the default policy' },
      {
        name: 'of a replicated key',
        given: key({ policy: undefined, multiRegion: true }),
        message: 'the key has the default policy',
      },
      {
        name: 'left to the default, with a description',
        given: key({ policy: undefined, description: 'Volumes of blue' }),
        message: 'the key has the default policy',
      },
    ],
  },
});
