import { defineRule } from '../rule';
import { base64, launchTemplate } from './samples';

export const noCredentialsInUserData = defineRule({
  id: 'no-credentials-in-user-data',
  on: 'aws',
  types: ['aws:ec2/launchTemplate:LaunchTemplate', 'aws:ec2/instance:Instance'],
  severity: 'critical',
  title: 'Keep credentials out of user data',
  rationale:
    'User data is no secret: everyone who may describe the launch template or the instance reads it, and so does every process on the node.',
  remediation:
    'Give the node a role, or fetch the secret at run time from Secrets Manager. Rotate what was written here.',
  references: [
    { standard: 'mitre-attack', control: 'T1552.005' },
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html' },
  ],
  forEach: { as: 'credential', in: "userData(object.?userData.orValue('')).credentials", label: 'credential' },
  cel: "credential == ''",
  message: 'the user data holds {label}',
  samples: {
    good: [
      { name: 'settings only', given: launchTemplate() },
      { name: 'none', given: launchTemplate({ userData: undefined }) },
      {
        name: 'a script that asks for a secret',
        given: launchTemplate({
          userData: base64('#!/bin/sh\naws secretsmanager get-secret-value --secret-id agent\n'),
        }),
      },
    ],
    bad: [
      {
        name: 'an access key',
        given: launchTemplate({ userData: base64('#!/bin/sh\nexport AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n') }),
        message: 'the user data holds an AWS access key',
      },
      {
        name: 'a private key',
        given: launchTemplate({ userData: base64('#cloud-config\n-----BEGIN RSA PRIVATE KEY-----\n') }),
        message: 'the user data holds a private key',
      },
      {
        name: 'two at once, not encoded',
        given: launchTemplate({ userData: '#!/bin/sh\necho ASIAIOSFODNN7EXAMPLE xoxb-1234567890-abc\n' }),
        message: 'the user data holds an AWS access key, a Slack token',
      },
    ],
  },
});
