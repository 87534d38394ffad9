import { podOf, windowsPod } from '../hardened';
import { defineRule } from '../rule';

const adding = (...add: string[]) => podOf({ securityContext: { capabilities: { add } } });

export const noDefaultCapabilitiesAddedBack = defineRule({
  id: 'no-default-capabilities-added-back',
  severity: 'medium',
  title: 'Add back no capability but NET_BIND_SERVICE',
  rationale:
    'The runtime’s default capabilities let a root process change owners, users and groups and override file permissions: few programs need them, and each helps an attacker who got in.',
  remediation:
    'Add `NET_BIND_SERVICE` at most. Let an image bring its files with the right owner instead of changing it at start.',
  references: [
    { standard: 'pod-security', level: 'restricted', control: 'Capabilities' },
    { standard: 'cis-kubernetes', control: '5.2.10' },
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'mitre-attack', control: 'T1548' },
  ],
  on: 'container',
  // Capabilities that the runtime does not give by default are the business of no-added-capabilities.
  cel: `variables.podSpec.?os.?name.orValue("") == "windows" || container.?securityContext.?capabilities.?add.orValue([]).all(capability, !(capability in ${JSON.stringify(
    [
      'AUDIT_WRITE',
      'CHOWN',
      'DAC_OVERRIDE',
      'FOWNER',
      'FSETID',
      'KILL',
      'MKNOD',
      'SETFCAP',
      'SETGID',
      'SETPCAP',
      'SETUID',
      'SYS_CHROOT',
    ],
  )}))`,
  message: 'these containers add back capabilities other than NET_BIND_SERVICE: {label}',
  samples: {
    good: [
      { name: 'adds the one for low ports', given: adding('NET_BIND_SERVICE') },
      { name: 'is a Windows pod', given: windowsPod() },
    ],
    bad: [
      {
        name: 'adds change of owners',
        given: adding('CHOWN'),
        message: 'these containers add back capabilities other than NET_BIND_SERVICE: app',
      },
      {
        name: 'adds change of users beside low ports',
        given: adding('NET_BIND_SERVICE', 'SETUID', 'SETGID'),
        message: 'these containers add back capabilities other than NET_BIND_SERVICE: app',
      },
      {
        name: 'adds device nodes',
        given: adding('MKNOD'),
        message: 'these containers add back capabilities other than NET_BIND_SERVICE: app',
      },
    ],
  },
});
