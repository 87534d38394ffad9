import { hardenedContainer, hardenedPod, podOf } from '../hardened';
import { defineRule } from '../rule';

export const requireCpuRequests = defineRule({
  id: 'require-cpu-requests',
  severity: 'low',
  title: 'Request CPU time',
  rationale:
    'A container without a CPU request gets what is left over: the scheduler packs it onto full nodes, autoscaling cannot measure it, and under load it stands still.',
  remediation: 'Set `resources.requests.cpu` on every container to what it needs in normal operation, such as `100m`.',
  references: [
    { standard: 'nsa-cisa', control: 'Resource policies' },
    { standard: 'mitre-attack', control: 'T1499' },
  ],
  on: 'pod',
  forEach: { as: 'container', in: 'variables.resourceContainers', label: 'container.name' },
  // A limit without a request is a request to the API server.
  cel: 'variables.podSpec.?resources.?requests.?cpu.hasValue() || variables.podSpec.?resources.?limits.?cpu.hasValue() || container.?resources.?requests.?cpu.hasValue() || container.?resources.?limits.?cpu.hasValue()',
  message: 'these containers request no CPU: {label}',
  samples: {
    good: [
      { name: 'requests it', given: podOf({}) },
      {
        name: 'is limited, which requests as much',
        given: podOf({ resources: { requests: { cpu: undefined }, limits: { cpu: '1' } } }),
      },
    ],
    bad: [
      {
        name: 'requests none',
        given: podOf({ resources: { requests: { cpu: undefined } } }),
        message: 'these containers request no CPU: app',
      },
      {
        name: 'requests none in the second container',
        given: hardenedPod({
          containers: [
            hardenedContainer(),
            hardenedContainer({ name: 'proxy', resources: { requests: { cpu: undefined } } }),
          ],
        }),
        message: 'these containers request no CPU: proxy',
      },
      {
        name: 'requests none in an init container',
        given: hardenedPod({
          initContainers: [hardenedContainer({ name: 'setup', resources: { requests: { cpu: undefined } } })],
        }),
        message: 'these containers request no CPU: setup',
      },
    ],
  },
});
