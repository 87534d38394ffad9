import { podOf } from '../hardened';
import { defineRule } from '../rule';

const ofPod = 'variables.podSpec.?securityContext.?seLinuxOptions';
const ofContainer = 'container.?securityContext.?seLinuxOptions';
const types = '["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"]';

export const noCustomSelinuxOptions = defineRule({
  id: 'no-custom-selinux-options',
  severity: 'high',
  title: 'Do not leave SELinux’s container types',
  rationale:
    'SELinux lets a container touch its own files only as long as it runs in a container type. Types such as `spc_t` exist to switch that off, and a user or role of one’s own can do the same.',
  remediation:
    'Leave `seLinuxOptions.user` and `.role` out and `.type` too, or set it to `container_t`, `container_init_t`, `container_kvm_t` or `container_engine_t`. A `level` is fine.',
  references: [
    { standard: 'pod-security', level: 'baseline', control: 'SELinux' },
    { standard: 'nsa-cisa', control: 'Hardening container environments' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  on: 'container',
  cel: [ofPod, ofContainer]
    .flatMap((options) => [
      `${options}.?type.orValue("") in ${types}`,
      `${options}.?user.orValue("") == ""`,
      `${options}.?role.orValue("") == ""`,
    ])
    .join(' && '),
  message: 'these containers leave SELinux’s container types: {label}',
  samples: {
    good: [
      { name: 'sets a level only', given: podOf({ securityContext: { seLinuxOptions: { level: 's0:c123,c456' } } }) },
      {
        name: 'sets a container type',
        given: podOf({ securityContext: { seLinuxOptions: { type: 'container_init_t' } } }),
      },
    ],
    bad: [
      {
        name: 'takes the type of privileged containers',
        given: podOf({ securityContext: { seLinuxOptions: { type: 'spc_t' } } }),
        message: 'these containers leave SELinux’s container types: app',
      },
      {
        name: 'takes a user',
        given: podOf({ securityContext: { seLinuxOptions: { user: 'system_u' } } }),
        message: 'these containers leave SELinux’s container types: app',
      },
      {
        name: 'takes a role',
        given: podOf({ securityContext: { seLinuxOptions: { type: 'container_t', role: 'sysadm_r' } } }),
        message: 'these containers leave SELinux’s container types: app',
      },
    ],
  },
});
