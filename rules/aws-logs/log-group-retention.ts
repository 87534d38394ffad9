import { defineRule } from '../rule';
import { logGroup } from './samples';

export const logGroupRetention = defineRule({
  id: 'log-group-retention',
  on: 'aws',
  types: ['aws:cloudwatch/logGroup:LogGroup'],
  severity: 'medium',
  title: 'Keep logs for a year, and not for ever',
  rationale:
    'Break-ins are found after months on average, when logs of a few days are gone; logs without an end pile up data that somebody else will find.',
  remediation: 'Set retentionInDays to 365 or more.',
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-16',
    },
  ],
  cel: 'object.?retentionInDays.orValue(0) >= 365',
  message: 'logs are kept for less than a year, or without end',
  samples: {
    good: [
      { name: 'a year', given: logGroup() },
      { name: 'five years', given: logGroup({ retentionInDays: 1827 }) },
    ],
    bad: [
      {
        name: 'without end',
        given: logGroup({ retentionInDays: undefined }),
        message: 'logs are kept for less than a year, or without end',
      },
      {
        name: 'without end, as zero',
        given: logGroup({ retentionInDays: 0 }),
        message: 'logs are kept for less than a year, or without end',
      },
      {
        name: 'a month',
        given: logGroup({ retentionInDays: 30 }),
        message: 'logs are kept for less than a year, or without end',
      },
    ],
  },
});
