import { podOf, windowsPod } from '../hardened';
import { defineRule } from '../rule';

interface LinuxSettings {
  readonly privileged?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
  readonly capabilities?: { readonly add?: readonly string[] };
}

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
  fix: {
    safe: 'Rights that a process has from its start stay; only a set-user-id program would notice. Not where it is allowed in so many words, nor beside `privileged` or `SYS_ADMIN`, which the API server refuses together.',
    patch: ({ securityContext }) => {
      const { privileged, capabilities, allowPrivilegeEscalation } = (securityContext ?? {}) as LinuxSettings;
      const isPowerful =
        privileged === true || capabilities?.add?.some((name) => /^(CAP_)?SYS_ADMIN$|^ALL$/.test(name));
      if (isPowerful || allowPrivilegeEscalation === true) return undefined;
      return { securityContext: { allowPrivilegeEscalation: false } };
    },
  },
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
