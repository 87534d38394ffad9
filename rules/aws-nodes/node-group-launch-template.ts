import { defineRule } from '../rule';
import { nodeGroup } from './samples';

export const nodeGroupLaunchTemplate = defineRule({
  id: 'node-group-launch-template',
  on: 'aws',
  types: ['aws:eks/nodeGroup:NodeGroup'],
  severity: 'high',
  title: 'Start nodes from a launch template of your own',
  rationale:
    'Without one EKS makes its own: IMDS open to pods two hops away, volumes without a customer key, no say in the user data. None of what hardens a node can then be seen or reviewed here.',
  remediation: 'Make an aws.ec2.LaunchTemplate and pass its id and version as launchTemplate.',
  references: [
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/eks/latest/userguide/launch-templates.html' },
  ],
  cel: `
    (given(object, 'launchTemplate.id')
    || given(object, 'launchTemplate.name'))
    && given(object, 'launchTemplate.version')
  `,
  message: 'the node group has no launch template at a fixed version',
  samples: {
    good: [
      { name: 'by id', given: nodeGroup() },
      { name: 'by name', given: nodeGroup({ launchTemplate: { name: 'blue-workers', version: '3' } }) },
    ],
    bad: [
      {
        name: 'none',
        given: nodeGroup({ launchTemplate: undefined }),
        message: 'the node group has no launch template at a fixed version',
      },
      {
        name: 'no version',
        given: nodeGroup({ launchTemplate: { id: 'lt-0workers' } }),
        message: 'the node group has no launch template at a fixed version',
      },
      {
        name: 'a version of nothing',
        given: nodeGroup({ launchTemplate: { version: '3' } }),
        message: 'the node group has no launch template at a fixed version',
      },
    ],
  },
});
