import { podOf } from '../hardened';
import { defineRule } from '../rule';

export const noPrivilegedContainers = defineRule({
  id: 'no-privileged-containers',
  severity: 'critical',
  title: 'Do not run privileged containers',
  rationale:
    'A privileged container holds every capability, sees every device of the node and runs without seccomp, AppArmor and SELinux. Whoever takes it over owns the node, and through the node’s kubelet every pod and secret on it.',
  remediation:
    'Leave `securityContext.privileged` out. Where one kernel facility is needed, grant that one: a device plugin for a device, `NET_BIND_SERVICE` for a low port.',
  references: [
    { standard: 'pod-security', level: 'baseline', control: 'Privileged Containers' },
    { standard: 'cis-kubernetes', control: '5.2.2' },
    { standard: 'cis-eks', control: '4.2.1' },
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  on: 'container',
  cel: 'container.?securityContext.?privileged.orValue(false) != true',
  message: 'these containers run privileged: {label}',
  samples: {
    good: [
      { name: 'says nothing about privilege', given: podOf({}) },
      { name: 'is explicitly not privileged', given: podOf({ securityContext: { privileged: false } }) },
    ],
    bad: [
      {
        name: 'is privileged',
        given: podOf({ securityContext: { privileged: true, allowPrivilegeEscalation: true } }),
        message: 'these containers run privileged: app',
        also: ['no-privilege-escalation'],
      },
      {
        name: 'is privileged by another name',
        given: podOf({ name: 'agent', securityContext: { privileged: true, allowPrivilegeEscalation: true } }),
        message: 'these containers run privileged: agent',
        also: ['no-privilege-escalation'],
      },
      {
        name: 'is privileged with all capabilities dropped',
        given: podOf({
          securityContext: { privileged: true, allowPrivilegeEscalation: true, capabilities: { drop: ['ALL'] } },
        }),
        message: 'these containers run privileged: app',
        also: ['no-privilege-escalation'],
      },
    ],
  },
});
