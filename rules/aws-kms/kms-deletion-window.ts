import { defineRule } from '../rule';
import { key } from './samples';

export const kmsDeletionWindow = defineRule({
  id: 'kms-deletion-window',
  on: 'aws',
  types: ['aws:kms/key:Key'],
  severity: 'medium',
  title: 'Leave time to take the deletion of a key back',
  rationale:
    'A deleted key takes everything with it that was encrypted under it; the window is all the time there is to notice.',
  remediation: 'Set deletionWindowInDays to 14 or more, or leave it out: AWS then waits 30 days.',
  references: [
    { standard: 'aws-fsbp', control: 'KMS.3' },
    { standard: 'mitre-attack', control: 'T1485' },
  ],
  cel: 'object.?deletionWindowInDays.orValue(30) >= 14',
  message: 'a key scheduled for deletion is gone in less than 14 days',
  samples: {
    good: [
      { name: '30 days', given: key() },
      { name: 'left to the default', given: key({ deletionWindowInDays: undefined }) },
    ],
    bad: [
      {
        name: 'a week',
        given: key({ deletionWindowInDays: 7 }),
        message: 'a key scheduled for deletion is gone in less than 14 days',
      },
      {
        name: 'a day short',
        given: key({ deletionWindowInDays: 13 }),
        message: 'a key scheduled for deletion is gone in less than 14 days',
      },
      {
        name: 'ten days',
        given: key({ deletionWindowInDays: 10 }),
        message: 'a key scheduled for deletion is gone in less than 14 days',
      },
    ],
  },
});
