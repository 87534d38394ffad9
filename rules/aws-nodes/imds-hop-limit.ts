import { defineRule } from '../rule';
import { launchTemplate } from './samples';

export const imdsHopLimit = defineRule({
  id: 'imds-hop-limit',
  on: 'aws',
  types: ['aws:ec2/launchTemplate:LaunchTemplate', 'aws:ec2/instance:Instance'],
  severity: 'high',
  title: 'Keep instance metadata one hop away',
  rationale:
    "With a limit of two, answers of the metadata service survive the hop into a pod's network, so every pod can take the credentials of its node.",
  remediation: 'Set metadataOptions.httpPutResponseHopLimit to 1 and give workloads roles through Pod Identity.',
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html',
    },
    { standard: 'mitre-attack', control: 'T1552.005' },
  ],
  cel: `
    object.?metadataOptions.?httpPutResponseHopLimit.orValue(2) == 1
    || object.?metadataOptions.?httpEndpoint.orValue('enabled') == 'disabled'
  `,
  message: 'pods can reach the instance metadata of their node',
  samples: {
    good: [
      { name: 'one hop', given: launchTemplate() },
      {
        name: 'no metadata at all',
        given: launchTemplate({ metadataOptions: { httpEndpoint: 'disabled', httpTokens: 'required' } }),
      },
    ],
    bad: [
      {
        name: 'left to the default',
        given: launchTemplate({ metadataOptions: { httpTokens: 'required' } }),
        message: 'pods can reach the instance metadata of their node',
      },
      {
        name: 'two hops',
        given: launchTemplate({ metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 2 } }),
        message: 'pods can reach the instance metadata of their node',
      },
      {
        name: 'the most there can be',
        given: launchTemplate({ metadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: 64 } }),
        message: 'pods can reach the instance metadata of their node',
      },
    ],
  },
});
