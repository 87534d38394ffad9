import { podOf } from '../hardened';
import { defineRule } from '../rule';

export const noUnmaskedProc = defineRule({
  id: 'no-unmasked-proc',
  severity: 'high',
  title: 'Keep the masked parts of /proc masked',
  rationale:
    'The runtime hides and write-protects those files of /proc that show or steer the node’s kernel. Unmasked, a root process in the container can read kernel memory layouts and change settings of the whole node.',
  remediation:
    'Leave `securityContext.procMount` out. Only a pod in a user namespace of its own (`hostUsers: false`) may need `Unmasked`, to nest containers.',
  references: [
    { standard: 'pod-security', level: 'baseline', control: '/proc Mount Type' },
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  on: 'container',
  // Within user namespaces this is the business of no-unmasked-proc-in-user-namespaces.
  cel: 'variables.podSpec.?hostUsers.orValue(true) == false || container.?securityContext.?procMount.orValue("Default") == "Default"',
  message: 'these containers unmask /proc: {label}',
  samples: {
    good: [
      { name: 'says nothing about /proc', given: podOf({}) },
      { name: 'sets the default', given: podOf({ securityContext: { procMount: 'Default' } }) },
    ],
    bad: [
      {
        name: 'unmasks it',
        given: podOf({ securityContext: { procMount: 'Unmasked' } }, { hostUsers: undefined }),
        message: 'these containers unmask /proc: app',
        also: ['require-user-namespaces'],
      },
      {
        name: 'unmasks it in the node’s user namespace, explicitly',
        given: podOf({ securityContext: { procMount: 'Unmasked' } }, { hostUsers: true }),
        message: 'these containers unmask /proc: app',
        also: ['require-user-namespaces'],
      },
      {
        name: 'unmasks it for a builder',
        given: podOf({ name: 'builder', securityContext: { procMount: 'Unmasked' } }, { hostUsers: undefined }),
        message: 'these containers unmask /proc: builder',
        also: ['require-user-namespaces'],
      },
    ],
  },
});
