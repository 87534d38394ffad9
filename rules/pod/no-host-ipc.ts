import { hardenedContainer, hardenedPod, podOf } from '../hardened';
import { defineRule } from '../rule';

export const noHostIpc = defineRule({
  id: 'no-host-ipc',
  severity: 'high',
  title: 'Do not share the node’s IPC namespace',
  rationale:
    'A pod in the node’s IPC namespace can read and write the shared memory of the node’s processes and of every other pod that is in it.',
  remediation: 'Leave `hostIPC` out; containers of one pod share memory through an `emptyDir` with `medium: Memory`.',
  references: [
    { standard: 'pod-security', level: 'baseline', control: 'Host Namespaces' },
    { standard: 'cis-kubernetes', control: '5.2.4' },
    { standard: 'cis-eks', control: '4.2.3' },
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  on: 'pod',
  cel: 'variables.podSpec.?hostIPC.orValue(false) != true',
  message: 'the pod shares the node’s IPC namespace',
  samples: {
    good: [
      { name: 'says nothing about it', given: hardenedPod() },
      { name: 'is explicitly apart', given: hardenedPod({ hostIPC: false }) },
    ],
    bad: [
      {
        name: 'asks for it',
        given: hardenedPod({ hostIPC: true }),
        message: 'the pod shares the node’s IPC namespace',
      },
      {
        name: 'asks for it on chosen nodes',
        given: hardenedPod({ hostIPC: true, nodeSelector: { role: 'infrastructure' } }),
        message: 'the pod shares the node’s IPC namespace',
      },
      {
        name: 'asks for it with an init container beside',
        given: podOf({}, { hostIPC: true, initContainers: [hardenedContainer({ name: 'setup' })] }),
        message: 'the pod shares the node’s IPC namespace',
      },
    ],
  },
});
