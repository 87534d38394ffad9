import { hardenedContainer, hardenedPod, podOf, windowsPod } from '../hardened';
import { defineRule } from '../rule';

export const requireSeccompProfile = defineRule({
  id: 'require-seccomp-profile',
  severity: 'medium',
  title: 'Name a seccomp profile',
  rationale:
    'Unless the kubelet was told otherwise, a container that names no profile runs with none: every system call is open to it.',
  remediation:
    'Set `securityContext.seccompProfile: { type: RuntimeDefault }` on the pod, and it holds for all its containers.',
  references: [
    { standard: 'pod-security', level: 'restricted', control: 'Seccomp' },
    { standard: 'cis-kubernetes', control: '5.7.2' },
    { standard: 'nsa-cisa', control: 'Hardening container environments' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  on: 'container',
  // A profile that is named but switches seccomp off is the business of no-unconfined-seccomp.
  cel: 'variables.podSpec.?os.?name.orValue("") == "windows" || container.?securityContext.?seccompProfile.hasValue() || variables.podSpec.?securityContext.?seccompProfile.hasValue()',
  message: 'these containers name no seccomp profile: {label}',
  fix: {
    safe: 'The runtime’s own profile, which a kubelet with `seccompDefault` gives anyway to a container that names none, forbids only what ordinary programs do without, such as mounting and loading modules. Not beside `privileged`, where no profile holds.',
    patch: ({ securityContext }) => {
      if ((securityContext as { privileged?: boolean } | undefined)?.privileged === true) return undefined;
      return { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } };
    },
  },
  samples: {
    good: [
      { name: 'names it on the pod', given: podOf({}) },
      { name: 'is a Windows pod', given: windowsPod() },
    ],
    bad: [
      {
        name: 'names none',
        given: hardenedPod({ securityContext: { seccompProfile: undefined }, containers: [hardenedContainer()] }),
        atPodLevel: true,
        message: 'these containers name no seccomp profile: app',
      },
      {
        name: 'names none on a Linux pod, explicitly',
        given: hardenedPod({ os: { name: 'linux' }, securityContext: { seccompProfile: undefined } }),
        atPodLevel: true,
        message: 'these containers name no seccomp profile: app',
      },
      {
        name: 'names none with a user set on the container',
        given: hardenedPod({
          securityContext: { seccompProfile: undefined },
          containers: [hardenedContainer({ securityContext: { runAsUser: 20000 } })],
        }),
        atPodLevel: true,
        message: 'these containers name no seccomp profile: app',
      },
    ],
  },
});
