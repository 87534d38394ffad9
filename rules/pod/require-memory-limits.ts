import { hardenedContainer, hardenedPod, podOf } from '../hardened';
import { defineRule } from '../rule';

export const requireMemoryLimits = defineRule({
  id: 'require-memory-limits',
  severity: 'medium',
  title: 'Limit memory',
  rationale:
    'A container without a memory limit can take all the memory of its node, by a leak or by an attacker’s will, and the kernel then kills other pods’ processes.',
  remediation: 'Set `resources.limits.memory` on every container, or on the pod as a whole.',
  references: [
    { standard: 'nsa-cisa', control: 'Resource policies' },
    { standard: 'mitre-attack', control: 'T1499' },
  ],
  on: 'pod',
  forEach: { as: 'container', in: 'variables.resourceContainers', label: 'container.name' },
  cel: 'variables.podSpec.?resources.?limits.?memory.hasValue() || container.?resources.?limits.?memory.hasValue()',
  message: 'these containers have no memory limit: {label}',
  samples: {
    good: [
      { name: 'is limited', given: podOf({}) },
      {
        name: 'is limited as a pod',
        given: podOf(
          { resources: { limits: { memory: undefined } } },
          { resources: { limits: { memory: '256Mi' }, requests: { cpu: '100m', memory: '128Mi' } } },
        ),
      },
    ],
    bad: [
      {
        name: 'is not limited',
        given: podOf({ resources: { limits: { memory: undefined } } }),
        message: 'these containers have no memory limit: app',
      },
      {
        name: 'is not limited in the second container',
        given: hardenedPod({
          containers: [
            hardenedContainer(),
            hardenedContainer({ name: 'proxy', resources: { limits: { memory: undefined } } }),
          ],
        }),
        message: 'these containers have no memory limit: proxy',
      },
      {
        name: 'is not limited in an init container',
        given: hardenedPod({
          initContainers: [hardenedContainer({ name: 'setup', resources: { limits: { memory: undefined } } })],
        }),
        message: 'these containers have no memory limit: setup',
      },
    ],
  },
});
