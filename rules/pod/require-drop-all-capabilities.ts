import { podOf, windowsPod } from '../hardened';
import { defineRule } from '../rule';

interface UserSettings {
  readonly runAsNonRoot?: boolean;
  readonly allowPrivilegeEscalation?: boolean;
}

export const requireDropAllCapabilities = defineRule({
  id: 'require-drop-all-capabilities',
  severity: 'medium',
  title: 'Drop all capabilities',
  rationale:
    'What is not dropped is kept: without `drop: [ALL]` a container has over a dozen parts of root’s power from the start, and gets more when the runtime’s defaults change.',
  remediation: 'Set `securityContext.capabilities.drop: [ALL]` on every container.',
  references: [
    { standard: 'pod-security', level: 'restricted', control: 'Capabilities' },
    { standard: 'cis-kubernetes', control: '5.2.10' },
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'mitre-attack', control: 'T1548' },
  ],
  on: 'container',
  cel: 'variables.podSpec.?os.?name.orValue("") == "windows" || "ALL" in container.?securityContext.?capabilities.?drop.orValue([])',
  message: 'these containers do not drop all capabilities: {label}',
  fix: {
    safe: 'A process that is not root, and that cannot gain rights, holds no capabilities that could be missed. Made only where `runAsNonRoot: true` and `allowPrivilegeEscalation: false` say so; what is added stays.',
    patch: ({ securityContext }, pod) => {
      const own = (securityContext ?? {}) as UserSettings;
      const runAsNonRoot = own.runAsNonRoot ?? (pod.securityContext as UserSettings | undefined)?.runAsNonRoot;
      if (runAsNonRoot !== true || own.allowPrivilegeEscalation !== false) return undefined;
      return { securityContext: { capabilities: { drop: ['ALL'] } } };
    },
  },
  samples: {
    good: [
      { name: 'drops all', given: podOf({}) },
      { name: 'is a Windows pod', given: windowsPod() },
    ],
    bad: [
      {
        name: 'drops none',
        given: podOf({ securityContext: { capabilities: undefined } }),
        message: 'these containers do not drop all capabilities: app',
      },
      {
        name: 'drops some',
        given: podOf({ securityContext: { capabilities: { drop: ['NET_RAW', 'SYS_CHROOT'] } } }),
        message: 'these containers do not drop all capabilities: app',
      },
      {
        name: 'writes it in small letters',
        given: podOf({ securityContext: { capabilities: { drop: ['all'] } } }),
        message: 'these containers do not drop all capabilities: app',
      },
    ],
  },
});
