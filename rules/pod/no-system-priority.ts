import { hardenedPod } from '../hardened';
import { defineRule } from '../rule';

const message = 'the pod takes the priority of the cluster’s own components';

export const noSystemPriority = defineRule({
  id: 'no-system-priority',
  severity: 'medium',
  title: 'Leave the system’s priority classes to the system',
  rationale:
    'A pod of `system-node-critical` or `system-cluster-critical` is scheduled by evicting any other, is the last to be evicted itself, and slips past quotas that count other classes: one workload then starves the cluster’s own components.',
  remediation:
    'Make a PriorityClass of your own, below 1000000000, and name that; bound it with a ResourceQuota that has a `scopeSelector`.',
  references: [
    { standard: 'nsa-cisa', control: 'Resource policies' },
    { standard: 'mitre-attack', control: 'T1499' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/tasks/administer-cluster/guaranteed-scheduling-critical-addon-pods/',
    },
  ],
  on: 'pod',
  // What the cluster is made of runs in kube-system, and needs them.
  cel: 'object.metadata.?namespace.orValue("") == "kube-system" || !(variables.podSpec.?priorityClassName.orValue("") in ["system-cluster-critical", "system-node-critical"])',
  message,
  samples: {
    good: [
      { name: 'has none', given: hardenedPod() },
      { name: 'runs on Linux, with no class either', given: hardenedPod({ os: { name: 'linux' } }) },
    ],
    bad: [
      { name: 'is critical to a node', given: hardenedPod({ priorityClassName: 'system-node-critical' }), message },
      {
        name: 'is critical to the cluster',
        given: hardenedPod({ priorityClassName: 'system-cluster-critical' }),
        message,
      },
      {
        name: 'is critical, on Linux',
        given: hardenedPod({ priorityClassName: 'system-cluster-critical', os: { name: 'linux' } }),
        message,
      },
    ],
  },
});
