import { podOf } from '../hardened';
import { defineRule } from '../rule';

export const noUnconfinedApparmor = defineRule({
  id: 'no-unconfined-apparmor',
  severity: 'high',
  title: 'Do not take AppArmor’s confinement away',
  rationale:
    'On nodes with AppArmor the runtime’s profile keeps a container from mounting file systems, from writing to /proc and /sys and from tracing other processes. Unconfined, one kernel flaw or one capability too many is enough to get out.',
  remediation:
    'Leave `appArmorProfile` out, or set its `type` to `RuntimeDefault`, or to `Localhost` with a profile of your own. Replace the old annotation by the field.',
  references: [
    { standard: 'pod-security', level: 'baseline', control: 'AppArmor' },
    { standard: 'nsa-cisa', control: 'Hardening container environments' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  on: 'container',
  cel: [
    'variables.podSpec.?securityContext.?appArmorProfile.?type.orValue("RuntimeDefault") in ["RuntimeDefault", "Localhost"]',
    'container.?securityContext.?appArmorProfile.?type.orValue("RuntimeDefault") in ["RuntimeDefault", "Localhost"]',
    '[variables.podMetadata.?annotations[?"container.apparmor.security.beta.kubernetes.io/" + container.name].orValue("")].all(profile, profile in ["", "runtime/default"] || profile.startsWith("localhost/"))',
  ].join(' && '),
  message: 'these containers run without AppArmor’s confinement: {label}',
  samples: {
    good: [
      { name: 'says nothing about AppArmor', given: podOf({}) },
      {
        name: 'names a profile of the node',
        given: podOf({ securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'app' } } }),
      },
    ],
    bad: [
      {
        name: 'unconfines the container',
        given: podOf({ securityContext: { appArmorProfile: { type: 'Unconfined' } } }),
        message: 'these containers run without AppArmor’s confinement: app',
      },
      {
        name: 'unconfines the worker too',
        given: podOf({ name: 'worker', securityContext: { appArmorProfile: { type: 'Unconfined' } } }),
        message: 'these containers run without AppArmor’s confinement: worker',
      },
      {
        name: 'unconfines by the old annotation',
        given: podOf({}),
        podMetadata: { annotations: { 'container.apparmor.security.beta.kubernetes.io/app': 'unconfined' } },
        message: 'these containers run without AppArmor’s confinement: app',
      },
    ],
  },
});
