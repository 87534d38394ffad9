import { podOf, windowsPod } from '../hardened';
import { defineRule } from '../rule';

export const noPrivilegeEscalation = defineRule({
  id: 'no-privilege-escalation',
  severity: 'high',
  title: 'Forbid processes to gain privileges',
  rationale:
    'Unless it is forbidden, a set-user-id program in the image turns an unprivileged process into root inside the container, and all that was won by running as another user is lost.',
  remediation: 'Set `securityContext.allowPrivilegeEscalation: false` on every container.',
  references: [
    { standard: 'pod-security', level: 'restricted', control: 'Privilege Escalation' },
    { standard: 'cis-kubernetes', control: '5.2.6' },
    { standard: 'cis-eks', control: '4.2.5' },
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'mitre-attack', control: 'T1548' },
  ],
  on: 'container',
  cel: 'variables.podSpec.?os.?name.orValue("") == "windows" || container.?securityContext.?allowPrivilegeEscalation.orValue(true) == false',
  message: 'these containers let processes gain privileges: {label}',
  samples: {
    good: [
      { name: 'forbids it', given: podOf({}) },
      { name: 'is a Windows pod', given: windowsPod() },
    ],
    bad: [
      {
        name: 'says nothing',
        given: podOf({ securityContext: { allowPrivilegeEscalation: undefined } }),
        message: 'these containers let processes gain privileges: app',
      },
      {
        name: 'allows it',
        given: podOf({ securityContext: { allowPrivilegeEscalation: true } }),
        message: 'these containers let processes gain privileges: app',
      },
      {
        name: 'allows it on a Linux pod, explicitly',
        given: podOf({ securityContext: { allowPrivilegeEscalation: true } }, { os: { name: 'linux' } }),
        message: 'these containers let processes gain privileges: app',
      },
    ],
  },
});
