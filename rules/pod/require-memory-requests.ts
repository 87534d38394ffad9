import { hardenedContainer, hardenedPod, podOf } from '../hardened';
import { defineRule } from '../rule';

const nothing = { requests: { memory: undefined }, limits: { memory: undefined } };

export const requireMemoryRequests = defineRule({
  id: 'require-memory-requests',
  severity: 'low',
  title: 'Request memory',
  rationale:
    'A container without a memory request is placed on nodes that have no room for it and is the first to be killed when memory runs short.',
  remediation: 'Set `resources.requests.memory` on every container to what it needs in normal operation.',
  references: [
    { standard: 'nsa-cisa', control: 'Resource policies' },
    { standard: 'mitre-attack', control: 'T1499' },
  ],
  on: 'pod',
  forEach: { as: 'container', in: 'variables.resourceContainers', label: 'container.name' },
  // A limit without a request is a request to the API server.
  cel: 'variables.podSpec.?resources.?requests.?memory.hasValue() || variables.podSpec.?resources.?limits.?memory.hasValue() || container.?resources.?requests.?memory.hasValue() || container.?resources.?limits.?memory.hasValue()',
  message: 'these containers request no memory: {label}',
  samples: {
    good: [
      { name: 'requests it', given: podOf({}) },
      {
        name: 'is limited, which requests as much',
        given: podOf({ resources: { requests: { memory: undefined } } }),
      },
    ],
    bad: [
      {
        name: 'requests none',
        given: podOf({ resources: nothing }),
        message: 'these containers request no memory: app',
        also: ['require-memory-limits'],
      },
      {
        name: 'requests none in the second container',
        given: hardenedPod({
          containers: [hardenedContainer(), hardenedContainer({ name: 'proxy', resources: nothing })],
        }),
        message: 'these containers request no memory: proxy',
        also: ['require-memory-limits'],
      },
      {
        name: 'requests none in an init container',
        given: hardenedPod({ initContainers: [hardenedContainer({ name: 'setup', resources: nothing })] }),
        message: 'these containers request no memory: setup',
        also: ['require-memory-limits'],
      },
    ],
  },
});
