import { defineRule } from '../rule';

export const guarddutyEnabled = defineRule({
  id: 'guardduty-enabled',
  on: 'aws',
  types: ['aws:guardduty/detector:Detector'],
  severity: 'high',
  title: 'Keep GuardDuty on',
  rationale: 'A detector that is suspended watches nothing and keeps quiet about it.',
  remediation: 'Leave enable out, or set it to true.',
  references: [
    { standard: 'aws-fsbp', control: 'GuardDuty.1' },
    { standard: 'mitre-attack', control: 'T1562.001' },
  ],
  cel: 'object.?enable.orValue(true) == true',
  message: 'GuardDuty is suspended',
  samples: {
    good: [
      {
        name: 'left to the default, which is on',
        given: { type: 'aws:guardduty/detector:Detector', inputs: { findingPublishingFrequency: 'FIFTEEN_MINUTES' } },
      },
      { name: 'turned on', given: { type: 'aws:guardduty/detector:Detector', inputs: { enable: true } } },
    ],
    bad: [
      {
        name: 'turned off',
        given: { type: 'aws:guardduty/detector:Detector', inputs: { enable: false } },
        message: 'GuardDuty is suspended',
      },
      {
        name: 'turned off, with a frequency',
        given: {
          type: 'aws:guardduty/detector:Detector',
          inputs: { enable: false, findingPublishingFrequency: 'SIX_HOURS' },
        },
        message: 'GuardDuty is suspended',
      },
      {
        name: 'turned off, in one region',
        given: { type: 'aws:guardduty/detector:Detector', inputs: { enable: false, region: 'eu-central-1' } },
        message: 'GuardDuty is suspended',
      },
    ],
  },
});
