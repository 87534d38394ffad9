import { defineRule } from '../rule';
import { nodeGroup } from './samples';

export const nodeGroupAutoRepair = defineRule({
  id: 'node-group-auto-repair',
  on: 'aws',
  types: ['aws:eks/nodeGroup:NodeGroup'],
  severity: 'low',
  title: 'Let EKS replace broken nodes',
  rationale:
    'Without it a node with a failing kernel, disk or network stays in service until a person notices, and gets repaired by hand.',
  remediation: 'Set nodeRepairConfig.enabled to true.',
  references: [{ standard: 'documentation', url: 'https://docs.aws.amazon.com/eks/latest/userguide/node-health.html' }],
  cel: 'object.?nodeRepairConfig.?enabled.orValue(false) == true',
  message: 'broken nodes are not replaced',
  samples: {
    good: [
      { name: 'on', given: nodeGroup() },
      {
        name: 'on, one at a time',
        given: nodeGroup({ nodeRepairConfig: { enabled: true, maxParallelNodesRepairedCount: 1 } }),
      },
    ],
    bad: [
      {
        name: 'left to the default',
        given: nodeGroup({ nodeRepairConfig: undefined }),
        message: 'broken nodes are not replaced',
      },
      {
        name: 'turned off',
        given: nodeGroup({ nodeRepairConfig: { enabled: false } }),
        message: 'broken nodes are not replaced',
      },
      { name: 'empty', given: nodeGroup({ nodeRepairConfig: {} }), message: 'broken nodes are not replaced' },
    ],
  },
});
