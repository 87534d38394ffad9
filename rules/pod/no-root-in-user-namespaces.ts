import { hardenedPod, podOf } from '../hardened';
import { defineRule } from '../rule';

const message = 'these containers may run as root in their user namespace: ';

export const noRootInUserNamespaces = defineRule({
  id: 'no-root-in-user-namespaces',
  severity: 'low',
  title: 'Do not run as root in a user namespace either',
  rationale:
    'A user namespace makes root harmless to the node, not to the container: root still overwrites the files of its image, reads those of its volumes, and reaches parts of the kernel that other users do not. Where one flaw breaks the namespace, nothing else is left.',
  remediation:
    'Set `securityContext.runAsNonRoot: true` and a `runAsUser` other than 0 beside `hostUsers: false`, and do not undo it on a container.',
  references: [
    { standard: 'nsa-cisa', control: '“Non-root” containers and “rootless” container engines' },
    { standard: 'mitre-attack', control: 'T1611' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/' },
  ],
  on: 'container',
  // Without user namespaces this is the business of require-run-as-non-root and no-root-user.
  cel: [
    'variables.podSpec.?hostUsers.orValue(true) != false || (',
    [
      'variables.podSpec.?securityContext.?runAsNonRoot.orValue(true) == true',
      'container.?securityContext.?runAsNonRoot.orValue(variables.podSpec.?securityContext.?runAsNonRoot.orValue(false)) == true',
      'variables.podSpec.?securityContext.?runAsUser.orValue(1) != 0',
      'container.?securityContext.?runAsUser.orValue(1) != 0',
    ].join(' && '),
    ')',
  ].join(''),
  message: `${message}{label}`,
  samples: {
    good: [
      { name: 'forbids it on the pod', given: podOf({}) },
      {
        name: 'forbids it on the container',
        given: podOf({ securityContext: { runAsNonRoot: true, runAsUser: 20000 } }),
      },
    ],
    bad: [
      {
        name: 'says nothing',
        given: hardenedPod({ securityContext: { runAsNonRoot: undefined } }),
        atPodLevel: true,
        message: `${message}app`,
      },
      {
        name: 'undoes it on a container',
        given: podOf({ securityContext: { runAsNonRoot: false } }),
        message: `${message}app`,
      },
      {
        name: 'names user 0',
        given: podOf({ securityContext: { runAsUser: 0 } }),
        message: `${message}app`,
        also: ['require-high-user'],
      },
    ],
  },
});
