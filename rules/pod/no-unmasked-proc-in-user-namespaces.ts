import { podOf } from '../hardened';
import { defineRule } from '../rule';

export const noUnmaskedProcInUserNamespaces = defineRule({
  id: 'no-unmasked-proc-in-user-namespaces',
  severity: 'medium',
  title: 'Keep the masked parts of /proc masked in user namespaces too',
  rationale:
    'A user namespace takes most of the danger out of an unmasked /proc, and baseline allows it there; but what the files show of the node stays readable, and only builders of nested containers have a use for it.',
  remediation: 'Leave `securityContext.procMount` out.',
  references: [
    { standard: 'pod-security', level: 'restricted', control: '/proc Mount Type' },
    { standard: 'mitre-attack', control: 'T1613' },
  ],
  on: 'container',
  cel: 'variables.podSpec.?hostUsers.orValue(true) != false || container.?securityContext.?procMount.orValue("Default") == "Default"',
  message: 'these containers unmask /proc in a user namespace: {label}',
  samples: {
    good: [
      { name: 'is in a user namespace, /proc untouched', given: podOf({}, { hostUsers: false }) },
      {
        name: 'sets the default',
        given: podOf({ securityContext: { procMount: 'Default' } }, { hostUsers: false }),
      },
    ],
    bad: [
      {
        name: 'unmasks it',
        given: podOf({ securityContext: { procMount: 'Unmasked' } }, { hostUsers: false }),
        message: 'these containers unmask /proc in a user namespace: app',
      },
      {
        name: 'unmasks it for a builder',
        given: podOf({ name: 'builder', securityContext: { procMount: 'Unmasked' } }, { hostUsers: false }),
        message: 'these containers unmask /proc in a user namespace: builder',
      },
      {
        name: 'unmasks it as another user',
        given: podOf({ securityContext: { procMount: 'Unmasked', runAsUser: 20000 } }, { hostUsers: false }),
        message: 'these containers unmask /proc in a user namespace: app',
      },
    ],
  },
});
