import { podOf } from '../hardened';
import { defineRule } from '../rule';

export const noUnconfinedSeccomp = defineRule({
  id: 'no-unconfined-seccomp',
  severity: 'high',
  title: 'Do not switch seccomp off',
  rationale:
    'The runtime’s seccomp profile refuses some sixty system calls that containers do not need and that flaws in the kernel were exploited through. Unconfined, all of them are open.',
  remediation:
    'Set `securityContext.seccompProfile.type` to `RuntimeDefault`, or to `Localhost` with a profile of your own, and nowhere to `Unconfined`.',
  references: [
    { standard: 'pod-security', level: 'baseline', control: 'Seccomp' },
    { standard: 'cis-kubernetes', control: '5.7.2' },
    { standard: 'nsa-cisa', control: 'Hardening container environments' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  on: 'container',
  cel: [
    'variables.podSpec.?securityContext.?seccompProfile.?type.orValue("RuntimeDefault") in ["RuntimeDefault", "Localhost"]',
    'container.?securityContext.?seccompProfile.?type.orValue("RuntimeDefault") in ["RuntimeDefault", "Localhost"]',
  ].join(' && '),
  message: 'these containers run without seccomp: {label}',
  samples: {
    good: [
      {
        name: 'takes the runtime’s profile',
        given: podOf({ securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }),
      },
      {
        name: 'takes a profile of the node',
        given: podOf({ securityContext: { seccompProfile: { type: 'Localhost', localhostProfile: 'app.json' } } }),
      },
    ],
    bad: [
      {
        name: 'unconfines the container',
        given: podOf({ securityContext: { seccompProfile: { type: 'Unconfined' } } }),
        message: 'these containers run without seccomp: app',
      },
      {
        name: 'unconfines a container beside pod defaults',
        given: podOf({ name: 'tracer', securityContext: { seccompProfile: { type: 'Unconfined' } } }),
        message: 'these containers run without seccomp: tracer',
      },
      {
        name: 'unconfines one that runs as another user',
        given: podOf({ securityContext: { runAsUser: 20000, seccompProfile: { type: 'Unconfined' } } }),
        message: 'these containers run without seccomp: app',
      },
    ],
  },
});
