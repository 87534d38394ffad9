import { hardenedContainer, hardenedPod, podOf, windowsPod } from '../hardened';
import { defineRule } from '../rule';

const message = 'these containers run in group 0, or in whatever group their image names: ';
const ofPod = 'variables.podSpec.?securityContext';

export const noRootGroup = defineRule({
  id: 'no-root-group',
  severity: 'low',
  title: 'Do not run in group 0',
  rationale:
    'What belongs to root on a node or on a shared volume often belongs to its group too, and is open to it. A user that the image does not know, such as one that `runAsUser` names, is in group 0 unless the pod says otherwise.',
  remediation:
    'Set `securityContext.runAsGroup` to a number of 10000 or above, on the pod or on the container, and leave 0 out of `fsGroup` and `supplementalGroups`.',
  references: [
    { standard: 'nsa-cisa', control: '“Non-root” containers and “rootless” container engines' },
    { standard: 'mitre-attack', control: 'T1611' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    },
  ],
  on: 'container',
  cel: [
    'variables.podSpec.?os.?name.orValue("") == "windows" || (',
    `container.?securityContext.?runAsGroup.orValue(${ofPod}.?runAsGroup.orValue(0)) != 0`,
    ` && ${ofPod}.?fsGroup.orValue(1) != 0`,
    ` && ${ofPod}.?supplementalGroups.orValue([]).all(group, group != 0))`,
  ].join(''),
  message: `${message}{label}`,
  samples: {
    good: [
      {
        name: 'is in groups of its own',
        given: hardenedPod({ securityContext: { runAsGroup: 20000, fsGroup: 20000, supplementalGroups: [20001] } }),
      },
      { name: 'names one on the container', given: podOf({ securityContext: { runAsGroup: 20000 } }) },
      { name: 'is a Windows pod', given: windowsPod() },
    ],
    bad: [
      {
        name: 'names none',
        given: hardenedPod({ securityContext: { runAsGroup: undefined } }),
        atPodLevel: true,
        message: `${message}app`,
      },
      {
        name: 'names it on the container',
        given: podOf({ securityContext: { runAsGroup: 0 } }),
        message: `${message}app`,
      },
      {
        name: 'names it on one of two containers',
        given: hardenedPod({
          containers: [
            hardenedContainer({ name: 'web' }),
            hardenedContainer({ name: 'proxy', securityContext: { runAsGroup: 0 } }),
          ],
        }),
        message: `${message}proxy`,
      },
      {
        name: 'gives volumes to it',
        given: hardenedPod({ securityContext: { fsGroup: 0 } }),
        atPodLevel: true,
        message: `${message}app`,
      },
      {
        name: 'adds it to others',
        given: hardenedPod({ securityContext: { supplementalGroups: [20000, 0] } }),
        atPodLevel: true,
        message: `${message}app`,
      },
    ],
  },
});
