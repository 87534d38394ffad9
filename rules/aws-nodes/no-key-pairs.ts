import { defineRule } from '../rule';
import { launchTemplate } from './samples';

export const noKeyPairs = defineRule({
  id: 'no-key-pairs',
  on: 'aws',
  types: ['aws:ec2/launchTemplate:LaunchTemplate', 'aws:ec2/instance:Instance'],
  severity: 'high',
  title: 'Put no SSH key on instances',
  rationale:
    'Whoever has the private key has a shell as an administrator of every instance started from here, for as long as the key exists.',
  remediation: 'Leave keyName out.',
  references: [{ standard: 'mitre-attack', control: 'T1021.004' }],
  cel: "!given(object, 'keyName')",
  message: 'instances start with an SSH key',
  samples: {
    good: [
      { name: 'none', given: launchTemplate() },
      { name: 'an empty name', given: launchTemplate({ keyName: '' }) },
    ],
    bad: [
      { name: 'a key', given: launchTemplate({ keyName: 'ops' }), message: 'instances start with an SSH key' },
      {
        name: 'a key on AL2023',
        given: launchTemplate({ keyName: 'ops', userData: undefined }),
        message: 'instances start with an SSH key',
      },
      {
        name: 'a key on an instance',
        given: {
          type: 'aws:ec2/instance:Instance',
          inputs: { keyName: 'ops', metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 1 } },
        },
        message: 'instances start with an SSH key',
      },
    ],
  },
});
