import { defineRule } from '../rule';
import { alarm } from './samples';

export const alarmHasAction = defineRule({
  id: 'alarm-has-action',
  on: 'aws',
  types: ['aws:cloudwatch/metricAlarm:MetricAlarm'],
  severity: 'high',
  title: 'Let every alarm tell somebody',
  rationale: 'An alarm without an action turns red on a page that nobody has open.',
  remediation: 'Set alarmActions to the alarm topic and leave actionsEnabled on.',
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-15',
    },
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/securityhub/latest/userguide/cloudwatch-controls.html#cloudwatch-17',
    },
  ],
  cel: "object.?actionsEnabled.orValue(true) == true && given(object, 'alarmActions')",
  message: 'the alarm tells nobody',
  samples: {
    good: [
      { name: 'a topic', given: alarm() },
      { name: 'said to be on', given: alarm({ actionsEnabled: true }) },
    ],
    bad: [
      { name: 'no action', given: alarm({ alarmActions: undefined }), message: 'the alarm tells nobody' },
      { name: 'an empty list', given: alarm({ alarmActions: [] }), message: 'the alarm tells nobody' },
      { name: 'actions off', given: alarm({ actionsEnabled: false }), message: 'the alarm tells nobody' },
    ],
  },
});
