import { podOf } from '../hardened';
import { defineRule } from '../rule';

const adding = (...add: string[]) => podOf({ securityContext: { capabilities: { add } } });

export const noAddedCapabilities = defineRule({
  id: 'no-added-capabilities',
  severity: 'critical',
  title: 'Do not add capabilities beyond the runtime’s defaults',
  rationale:
    'Capabilities such as `SYS_ADMIN`, `SYS_PTRACE`, `SYS_MODULE` or `NET_ADMIN` are each enough to leave the container or to take over the node’s network; `NET_RAW` forges packets of other pods.',
  remediation: 'Drop all capabilities and add `NET_BIND_SERVICE` alone, where a port below 1024 must be opened.',
  references: [
    { standard: 'pod-security', level: 'baseline', control: 'Capabilities' },
    { standard: 'cis-kubernetes', control: '5.2.8' },
    { standard: 'cis-kubernetes', control: '5.2.9' },
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  on: 'container',
  cel: `container.?securityContext.?capabilities.?add.orValue([]).all(capability, capability in ${JSON.stringify([
    'AUDIT_WRITE',
    'CHOWN',
    'DAC_OVERRIDE',
    'FOWNER',
    'FSETID',
    'KILL',
    'MKNOD',
    'NET_BIND_SERVICE',
    'SETFCAP',
    'SETGID',
    'SETPCAP',
    'SETUID',
    'SYS_CHROOT',
  ])})`,
  message: 'these containers add capabilities that reach the node: {label}',
  samples: {
    good: [
      { name: 'adds none', given: podOf({}) },
      { name: 'adds the one for low ports', given: adding('NET_BIND_SERVICE') },
    ],
    bad: [
      {
        name: 'adds administration of the network',
        given: adding('NET_ADMIN'),
        message: 'these containers add capabilities that reach the node: app',
      },
      {
        name: 'adds raw sockets beside low ports',
        given: adding('NET_BIND_SERVICE', 'NET_RAW'),
        message: 'these containers add capabilities that reach the node: app',
      },
      {
        name: 'adds tracing of processes',
        given: adding('SYS_PTRACE'),
        message: 'these containers add capabilities that reach the node: app',
      },
    ],
  },
});
