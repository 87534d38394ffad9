import { hardenedContainer, hardenedPod } from '../hardened';
import { defineRule } from '../rule';

export const noSharedProcessNamespace = defineRule({
  id: 'no-shared-process-namespace',
  severity: 'low',
  title: 'Keep the processes of a pod’s containers apart',
  rationale:
    'In a shared process namespace each container sees the others’ processes, and through /proc their environments, open files and file systems: a flaw in the sidecar gives the application away.',
  remediation:
    'Leave `shareProcessNamespace` out. To debug, add an ephemeral container that targets the one container in question.',
  references: [
    { standard: 'nsa-cisa', control: 'Hardening container environments' },
    { standard: 'mitre-attack', control: 'T1552.001' },
  ],
  on: 'pod',
  cel: 'variables.podSpec.?shareProcessNamespace.orValue(false) != true',
  message: 'the pod’s containers see each other’s processes',
  samples: {
    good: [
      { name: 'says nothing', given: hardenedPod() },
      { name: 'keeps them apart, explicitly', given: hardenedPod({ shareProcessNamespace: false }) },
    ],
    bad: [
      {
        name: 'shares',
        given: hardenedPod({ shareProcessNamespace: true }),
        message: 'the pod’s containers see each other’s processes',
      },
      {
        name: 'shares with a sidecar',
        given: hardenedPod({
          shareProcessNamespace: true,
          containers: [hardenedContainer(), hardenedContainer({ name: 'reloader' })],
        }),
        message: 'the pod’s containers see each other’s processes',
      },
      {
        name: 'shares in a user namespace of its own',
        given: hardenedPod({ shareProcessNamespace: true, hostUsers: false }),
        message: 'the pod’s containers see each other’s processes',
      },
    ],
  },
});
