import { defineRule } from '../rule';
import { launchTemplate } from './samples';

export const launchTemplateMonitoring = defineRule({
  id: 'launch-template-monitoring',
  on: 'aws',
  types: ['aws:ec2/launchTemplate:LaunchTemplate'],
  severity: 'low',
  title: 'Watch nodes minute by minute',
  rationale:
    'Basic monitoring reports every five minutes: a miner or a runaway process is well under way before an alarm can see it.',
  remediation: 'Set monitoring.enabled to true.',
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/manage-detailed-monitoring.html',
    },
  ],
  cel: 'object.?monitoring.?enabled.orValue(false) == true',
  message: 'detailed monitoring is off',
  samples: {
    good: [
      { name: 'on', given: launchTemplate() },
      { name: 'on, on AL2023', given: launchTemplate({ userData: undefined }) },
    ],
    bad: [
      {
        name: 'left to the default',
        given: launchTemplate({ monitoring: undefined }),
        message: 'detailed monitoring is off',
      },
      {
        name: 'turned off',
        given: launchTemplate({ monitoring: { enabled: false } }),
        message: 'detailed monitoring is off',
      },
      { name: 'empty', given: launchTemplate({ monitoring: {} }), message: 'detailed monitoring is off' },
    ],
  },
});
