import { defineRule } from '../rule';
import { key } from './samples';

export const kmsKeyRotation = defineRule({
  id: 'kms-key-rotation',
  on: 'aws',
  types: ['aws:kms/key:Key'],
  severity: 'high',
  title: 'Rotate KMS keys',
  rationale:
    'The longer one key is in use, the more is lost with it; rotation costs nothing and keeps old data readable.',
  remediation: 'Set enableKeyRotation to true. Asymmetric and HMAC keys, which AWS cannot rotate, are left alone.',
  references: [{ standard: 'aws-fsbp', control: 'KMS.4' }],
  cel: `
    object.?enableKeyRotation.orValue(false) == true
    || !(object.?customerMasterKeySpec.orValue('SYMMETRIC_DEFAULT') == 'SYMMETRIC_DEFAULT')
  `,
  message: 'the key is never rotated',
  fix: {
    safe: 'Old versions of the key go on decrypting, and callers see the same key. Not in a custom key store, where AWS cannot rotate.',
    patch: (inputs) => ('customKeyStoreId' in inputs ? undefined : { enableKeyRotation: true }),
  },
  samples: {
    good: [
      { name: 'rotated', given: key() },
      {
        name: 'a signing key',
        given: key({ enableKeyRotation: undefined, customerMasterKeySpec: 'ECC_NIST_P256', keyUsage: 'SIGN_VERIFY' }),
      },
    ],
    bad: [
      {
        name: 'left to the default',
        given: key({ enableKeyRotation: undefined }),
        message: 'the key is never rotated',
      },
      { name: 'turned off', given: key({ enableKeyRotation: false }), message: 'the key is never rotated' },
      {
        name: 'turned off for a symmetric key',
        given: key({ enableKeyRotation: false, customerMasterKeySpec: 'SYMMETRIC_DEFAULT' }),
        message: 'the key is never rotated',
      },
    ],
  },
});
