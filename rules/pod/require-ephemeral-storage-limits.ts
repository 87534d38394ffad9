import { hardenedContainer, hardenedPod, podOf } from '../hardened';
import { defineRule } from '../rule';

const unlimited = { limits: { 'ephemeral-storage': undefined } };

export const requireEphemeralStorageLimits = defineRule({
  id: 'require-ephemeral-storage-limits',
  severity: 'low',
  title: 'Limit ephemeral storage',
  rationale:
    'Logs, scratch volumes and written files share the node’s disk. A container without a limit can fill it, and the kubelet then evicts pods that did nothing wrong.',
  remediation:
    'Set `resources.limits.ephemeral-storage` on every container; it counts logs, `emptyDir` volumes on disk and what is written to the image’s layer.',
  references: [
    { standard: 'nsa-cisa', control: 'Resource policies' },
    { standard: 'mitre-attack', control: 'T1499' },
  ],
  on: 'pod',
  forEach: { as: 'container', in: 'variables.resourceContainers', label: 'container.name' },
  cel: 'container.?resources.?limits[?"ephemeral-storage"].hasValue()',
  message: 'these containers have no limit on ephemeral storage: {label}',
  samples: {
    good: [
      { name: 'is limited', given: podOf({}) },
      {
        name: 'is limited to nothing',
        given: podOf({ resources: { requests: undefined, limits: { cpu: '1', 'ephemeral-storage': '0' } } }),
      },
    ],
    bad: [
      {
        name: 'is not limited',
        given: podOf({ resources: unlimited }),
        message: 'these containers have no limit on ephemeral storage: app',
      },
      {
        name: 'is not limited in the second container',
        given: hardenedPod({
          containers: [hardenedContainer(), hardenedContainer({ name: 'proxy', resources: unlimited })],
        }),
        message: 'these containers have no limit on ephemeral storage: proxy',
      },
      {
        name: 'is not limited in an init container',
        given: hardenedPod({ initContainers: [hardenedContainer({ name: 'setup', resources: unlimited })] }),
        message: 'these containers have no limit on ephemeral storage: setup',
      },
    ],
  },
});
