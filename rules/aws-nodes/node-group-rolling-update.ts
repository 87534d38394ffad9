import { defineRule } from '../rule';
import { nodeGroup } from './samples';

export const nodeGroupRollingUpdate = defineRule({
  id: 'node-group-rolling-update',
  on: 'aws',
  types: ['aws:eks/nodeGroup:NodeGroup'],
  severity: 'low',
  title: 'Bound how many nodes an update takes away at once',
  rationale:
    'A security update that takes half of the nodes away is an outage, so it gets put off; one that rolls gently can run any day.',
  remediation: 'Set updateConfig.maxUnavailable, or maxUnavailablePercentage to at most 50.',
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html',
    },
  ],
  cel: `
    has(object.updateConfig)
    && (has(object.updateConfig.maxUnavailable)
    || object.updateConfig.?maxUnavailablePercentage.orValue(100) <= 50)
  `,
  message: 'an update may take most of the nodes away at once',
  samples: {
    good: [
      { name: 'a third', given: nodeGroup() },
      { name: 'one at a time', given: nodeGroup({ updateConfig: { maxUnavailable: 1 } }) },
    ],
    bad: [
      {
        name: 'left to the default',
        given: nodeGroup({ updateConfig: undefined }),
        message: 'an update may take most of the nodes away at once',
      },
      {
        name: 'all of them',
        given: nodeGroup({ updateConfig: { maxUnavailablePercentage: 100 } }),
        message: 'an update may take most of the nodes away at once',
      },
      {
        name: 'empty',
        given: nodeGroup({ updateConfig: {} }),
        message: 'an update may take most of the nodes away at once',
      },
    ],
  },
});
