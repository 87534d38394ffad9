import { defineRule } from '../rule';
import { launchTemplate } from './samples';

export const requireImdsv2 = defineRule({
  id: 'require-imdsv2',
  on: 'aws',
  types: ['aws:ec2/launchTemplate:LaunchTemplate', 'aws:ec2/instance:Instance'],
  severity: 'high',
  title: 'Require session tokens for instance metadata',
  rationale:
    "Version 1 of the metadata service answers any plain request, so one request forgery flaw in one pod hands out the node's credentials.",
  remediation: "Set metadataOptions.httpTokens to 'required'.",
  references: [
    { standard: 'aws-fsbp', control: 'EC2.170' },
    { standard: 'mitre-attack', control: 'T1552.005' },
  ],
  cel: `
    object.?metadataOptions.?httpTokens.orValue('optional') == 'required'
    || object.?metadataOptions.?httpEndpoint.orValue('enabled') == 'disabled'
  `,
  message: 'instance metadata can be read without a session token',
  fix: {
    safe: 'Every AWS SDK since 2019 asks for a session token by itself. Not where `optional` is written: whoever wrote that may run software which does not.',
    patch: ({ metadataOptions }) =>
      (metadataOptions as { httpTokens?: string } | undefined)?.httpTokens === undefined
        ? { metadataOptions: { httpTokens: 'required' } }
        : undefined,
  },
  samples: {
    good: [
      { name: 'required', given: launchTemplate() },
      {
        name: 'no metadata at all',
        given: launchTemplate({ metadataOptions: { httpEndpoint: 'disabled', httpPutResponseHopLimit: 1 } }),
      },
    ],
    bad: [
      {
        name: 'left to the default',
        given: launchTemplate({ metadataOptions: { httpPutResponseHopLimit: 1 } }),
        message: 'instance metadata can be read without a session token',
      },
      {
        name: 'optional',
        given: launchTemplate({ metadataOptions: { httpTokens: 'optional', httpPutResponseHopLimit: 1 } }),
        message: 'instance metadata can be read without a session token',
      },
      {
        name: 'optional on an instance',
        given: {
          type: 'aws:ec2/instance:Instance',
          inputs: {
            instanceType: 'm7g.large',
            metadataOptions: { httpTokens: 'optional', httpPutResponseHopLimit: 1 },
          },
        },
        message: 'instance metadata can be read without a session token',
      },
    ],
  },
});
