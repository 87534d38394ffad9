import { hardenedContainer, hardenedPod, podOf } from '../hardened';
import { defineRule } from '../rule';

export const noHostPid = defineRule({
  id: 'no-host-pid',
  severity: 'high',
  title: 'Do not share the node’s process namespace',
  rationale:
    'A pod that sees the node’s processes can read their environments and open files through /proc, secrets of other pods among them, and send them signals.',
  remediation: 'Leave `hostPID` out. To debug a process, add an ephemeral container that targets one container.',
  references: [
    { standard: 'pod-security', level: 'baseline', control: 'Host Namespaces' },
    { standard: 'cis-kubernetes', control: '5.2.3' },
    { standard: 'cis-eks', control: '4.2.2' },
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  on: 'pod',
  cel: 'variables.podSpec.?hostPID.orValue(false) != true',
  message: 'the pod shares the node’s process namespace',
  samples: {
    good: [
      { name: 'says nothing about it', given: hardenedPod() },
      { name: 'is explicitly apart', given: hardenedPod({ hostPID: false }) },
    ],
    bad: [
      {
        name: 'asks for it',
        given: hardenedPod({ hostPID: true }),
        message: 'the pod shares the node’s process namespace',
      },
      {
        name: 'asks for it on chosen nodes',
        given: hardenedPod({ hostPID: true, nodeSelector: { role: 'infrastructure' } }),
        message: 'the pod shares the node’s process namespace',
      },
      {
        name: 'asks for it with an init container beside',
        given: podOf({}, { hostPID: true, initContainers: [hardenedContainer({ name: 'setup' })] }),
        message: 'the pod shares the node’s process namespace',
      },
    ],
  },
});
