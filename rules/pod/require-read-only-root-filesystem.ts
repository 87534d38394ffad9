import { podOf, windowsPod } from '../hardened';
import { defineRule } from '../rule';

export const requireReadOnlyRootFilesystem = defineRule({
  id: 'require-read-only-root-filesystem',
  severity: 'medium',
  title: 'Make the root file system read-only',
  rationale:
    'A process that can write to its image’s files can be made to keep an attacker’s tools, change the program it runs, and hide the traces. Read-only, what runs is what was built.',
  remediation:
    'Set `securityContext.readOnlyRootFilesystem: true` and mount an `emptyDir` with a `sizeLimit` wherever the program must write, such as /tmp.',
  references: [
    { standard: 'cis-kubernetes', control: '5.7.3' },
    { standard: 'nsa-cisa', control: 'Immutable container file systems' },
    { standard: 'mitre-attack', control: 'T1525' },
  ],
  on: 'container',
  cel: 'variables.podSpec.?os.?name.orValue("") == "windows" || container.?securityContext.?readOnlyRootFilesystem.orValue(false) == true',
  message: 'these containers can write to their root file system: {label}',
  samples: {
    good: [
      { name: 'is read-only', given: podOf({}) },
      { name: 'is a Windows pod, where the setting does not exist', given: windowsPod() },
    ],
    bad: [
      {
        name: 'says nothing',
        given: podOf({ securityContext: { readOnlyRootFilesystem: undefined } }),
        message: 'these containers can write to their root file system: app',
      },
      {
        name: 'is writable',
        given: podOf({ securityContext: { readOnlyRootFilesystem: false } }),
        message: 'these containers can write to their root file system: app',
      },
      {
        name: 'is writable on a Linux pod, explicitly',
        given: podOf({ securityContext: { readOnlyRootFilesystem: false } }, { os: { name: 'linux' } }),
        message: 'these containers can write to their root file system: app',
      },
    ],
  },
});
