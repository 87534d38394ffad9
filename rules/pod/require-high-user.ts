import { hardenedContainer, hardenedPod, podOf, windowsPod } from '../hardened';
import { defineRule } from '../rule';

const message = 'these containers run as a user below 10000, or as whomever their image names: ';

export const requireHighUser = defineRule({
  id: 'require-high-user',
  severity: 'low',
  title: 'Run as a user of 10000 or above',
  rationale:
    'Low numbers are those of the node’s own users and daemons: a process that gets out of its container, or writes to a shared volume, then has what they have. Without a number, whoever publishes the image chooses.',
  remediation:
    'Set `securityContext.runAsUser` to a number of 10000 or above, on the pod or on the container, and let the image’s files be readable for it.',
  references: [
    { standard: 'nsa-cisa', control: '“Non-root” containers and “rootless” container engines' },
    { standard: 'mitre-attack', control: 'T1611' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/tasks/configure-pod-container/security-context/',
    },
  ],
  on: 'container',
  cel: 'variables.podSpec.?os.?name.orValue("") == "windows" || container.?securityContext.?runAsUser.orValue(variables.podSpec.?securityContext.?runAsUser.orValue(0)) >= 10000',
  message: `${message}{label}`,
  samples: {
    good: [
      { name: 'is the lowest of them', given: hardenedPod({ securityContext: { runAsUser: 10000 } }) },
      {
        name: 'is named on the container only',
        given: podOf({ securityContext: { runAsUser: 20000 } }, { securityContext: { runAsUser: 20000 } }),
      },
      { name: 'is a Windows pod', given: windowsPod() },
    ],
    bad: [
      {
        name: 'is named nowhere',
        given: hardenedPod({ securityContext: { runAsUser: undefined } }),
        atPodLevel: true,
        message: `${message}app`,
      },
      {
        name: 'is one too low',
        given: podOf({ securityContext: { runAsUser: 9999 } }),
        message: `${message}app`,
      },
      {
        name: 'is low on one of two containers',
        given: hardenedPod({
          containers: [
            hardenedContainer({ name: 'web' }),
            hardenedContainer({ name: 'proxy', securityContext: { runAsUser: 1337 } }),
          ],
        }),
        message: `${message}proxy`,
      },
    ],
  },
});
