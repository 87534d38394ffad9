import { hardenedPod, podOf } from '../hardened';
import { defineRule } from '../rule';

export const noRootUser = defineRule({
  id: 'no-root-user',
  severity: 'high',
  title: 'Do not run as user 0',
  rationale:
    'User 0 in a container is user 0 on the node, unless the pod has a user namespace of its own: whatever lets a process out lets it out as root.',
  remediation: 'Set `securityContext.runAsUser` to a number other than 0, or leave it to an image that names one.',
  references: [
    { standard: 'pod-security', level: 'restricted', control: 'Running as Non-root user' },
    { standard: 'cis-kubernetes', control: '5.2.7' },
    { standard: 'nsa-cisa', control: '“Non-root” containers and “rootless” container engines' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  on: 'container',
  // In a user namespace of the pod's own this is the business of no-root-in-user-namespaces.
  cel: 'variables.podSpec.?hostUsers.orValue(true) == false || (variables.podSpec.?securityContext.?runAsUser.orValue(1) != 0 && container.?securityContext.?runAsUser.orValue(1) != 0)',
  message: 'these containers run as user 0: {label}',
  samples: {
    good: [
      { name: 'names another user', given: podOf({ securityContext: { runAsUser: 20000 } }) },
      { name: 'names another user on the pod', given: hardenedPod({ securityContext: { runAsUser: 20000 } }) },
    ],
    bad: [
      {
        name: 'names it on the container',
        given: podOf({ securityContext: { runAsUser: 0 } }, { hostUsers: undefined }),
        message: 'these containers run as user 0: app',
        also: ['require-high-user', 'require-user-namespaces'],
      },
      {
        name: 'names it on the pod',
        given: hardenedPod({ hostUsers: undefined, securityContext: { runAsUser: 0 } }),
        atPodLevel: true,
        message: 'these containers run as user 0: app',
        also: ['require-high-user', 'require-user-namespaces'],
      },
      {
        name: 'names it in the node’s user namespace, explicitly',
        given: podOf({ securityContext: { runAsUser: 0 } }, { hostUsers: true }),
        message: 'these containers run as user 0: app',
        also: ['require-high-user', 'require-user-namespaces'],
      },
    ],
  },
});
