import { hardenedContainer, hardenedPod, podOf } from '../hardened';
import { defineRule } from '../rule';

export const requireRunAsNonRoot = defineRule({
  id: 'require-run-as-non-root',
  severity: 'high',
  title: 'Have the kubelet refuse images that run as root',
  rationale:
    'Root in a container is root on the node as soon as anything else gives way: a kernel flaw, a mounted path, a leaked file handle. `runAsNonRoot` has the kubelet refuse the container, whatever user its image names.',
  remediation:
    'Set `securityContext.runAsNonRoot: true` on the pod, do not undo it on a container, and name a numeric user in the image or in `runAsUser`.',
  references: [
    { standard: 'pod-security', level: 'restricted', control: 'Running as Non-root' },
    { standard: 'cis-kubernetes', control: '5.2.7' },
    { standard: 'nsa-cisa', control: '“Non-root” containers and “rootless” container engines' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  on: 'container',
  // In a user namespace of the pod's own, root is nobody on the node, and Pod Security asks for nothing;
  // no-root-in-user-namespaces does.
  cel: 'variables.podSpec.?hostUsers.orValue(true) == false || (variables.podSpec.?securityContext.?runAsNonRoot.orValue(true) == true && container.?securityContext.?runAsNonRoot.orValue(variables.podSpec.?securityContext.?runAsNonRoot.orValue(false)) == true)',
  message: 'these containers may run as root: {label}',
  samples: {
    good: [
      { name: 'forbids it on the pod', given: podOf({}) },
      {
        name: 'forbids it on each container',
        given: podOf({ securityContext: { runAsNonRoot: true } }),
      },
    ],
    bad: [
      {
        name: 'says nothing',
        given: hardenedPod({ hostUsers: undefined, securityContext: { runAsNonRoot: undefined } }),
        atPodLevel: true,
        message: 'these containers may run as root: app',
        also: ['require-user-namespaces'],
      },
      {
        name: 'undoes it on a container',
        given: podOf({ securityContext: { runAsNonRoot: false } }, { hostUsers: undefined }),
        message: 'these containers may run as root: app',
        also: ['require-user-namespaces'],
      },
      {
        name: 'allows it on the pod, though not on the container',
        given: hardenedPod({
          hostUsers: undefined,
          securityContext: { runAsNonRoot: false },
          containers: [hardenedContainer({ securityContext: { runAsNonRoot: true } })],
        }),
        atPodLevel: true,
        message: 'these containers may run as root: app',
        also: ['require-user-namespaces'],
      },
    ],
  },
});
