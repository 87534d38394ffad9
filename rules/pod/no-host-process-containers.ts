import { windowsPod } from '../hardened';
import { defineRule } from '../rule';

export const noHostProcessContainers = defineRule({
  id: 'no-host-process-containers',
  severity: 'critical',
  title: 'Do not run Windows containers as processes of the host',
  rationale:
    'A HostProcess container is no container: it runs on the Windows node with the rights of a service account of the node, sees its file system and its network, and can take it over.',
  remediation:
    'Leave `securityContext.windowsOptions.hostProcess` out, on the pod and on its containers. Leave node agents to their own, exempted namespace.',
  references: [
    { standard: 'pod-security', level: 'baseline', control: 'HostProcess' },
    { standard: 'cis-kubernetes', control: '5.2.11' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  on: 'container',
  cel: 'variables.podSpec.?securityContext.?windowsOptions.?hostProcess.orValue(false) != true && container.?securityContext.?windowsOptions.?hostProcess.orValue(false) != true',
  message: 'these containers run as processes of the Windows node: {label}',
  samples: {
    good: [
      { name: 'is a Windows pod', given: windowsPod() },
      {
        name: 'is explicitly none',
        given: windowsPod({ securityContext: { windowsOptions: { hostProcess: false } } }),
      },
    ],
    bad: [
      {
        name: 'asks for it on the pod',
        given: windowsPod({}, { hostNetwork: true, securityContext: { windowsOptions: { hostProcess: true } } }),
        atPodLevel: true,
        message: 'these containers run as processes of the Windows node: app',
        also: ['no-host-network'],
      },
      {
        name: 'asks for it on the pod, with a user name',
        given: windowsPod(
          {},
          {
            hostNetwork: true,
            securityContext: { windowsOptions: { hostProcess: true, runAsUserName: 'NT AUTHORITY\\SYSTEM' } },
          },
        ),
        atPodLevel: true,
        message: 'these containers run as processes of the Windows node: app',
        also: ['no-host-network'],
      },
      {
        name: 'asks for it on pod and container',
        given: windowsPod(
          { securityContext: { windowsOptions: { hostProcess: true } } },
          { hostNetwork: true, securityContext: { windowsOptions: { hostProcess: true } } },
        ),
        atPodLevel: true,
        message: 'these containers run as processes of the Windows node: app',
        also: ['no-host-network'],
      },
    ],
  },
});
