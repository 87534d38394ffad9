import { hardenedPod, podOf, windowsPod } from '../hardened';
import { defineRule } from '../rule';

const message = 'the pod’s users are the node’s users';

export const requireUserNamespaces = defineRule({
  id: 'require-user-namespaces',
  severity: 'low',
  title: 'Give pods a user namespace of their own',
  rationale:
    'Without one, root in a container is root on the node as far as the kernel is concerned, and every hole in the wall between them (CVE-2019-5736, CVE-2022-0492, CVE-2024-21626) hands the node over. With one it is a user that owns nothing.',
  remediation:
    'Set `hostUsers: false`. It needs Linux 6.3 for `tmpfs` mounts, containerd 2.0 or CRI-O 1.25, and volumes whose file system knows mapped mounts; leave it out where one of these is missing.',
  references: [
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'mitre-attack', control: 'T1611' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/concepts/workloads/pods/user-namespaces/' },
  ],
  on: 'pod',
  // Not asked for where the API server refuses it (the node's own namespaces, raw block devices) or Windows has none.
  cel: [
    'variables.podSpec.?hostUsers.orValue(true) == false',
    'variables.podSpec.?hostNetwork.orValue(false) == true',
    'variables.podSpec.?hostPID.orValue(false) == true',
    'variables.podSpec.?hostIPC.orValue(false) == true',
    'variables.podSpec.?os.?name.orValue("linux") == "windows"',
    'variables.resourceContainers.exists(container, container.?volumeDevices.orValue([]).size() > 0)',
  ].join(' || '),
  message,
  samples: {
    good: [
      { name: 'has one', given: podOf({}) },
      { name: 'runs on Windows', given: windowsPod() },
      {
        name: 'has a raw block device',
        given: podOf(
          { volumeDevices: [{ name: 'data', devicePath: '/dev/xvda' }] },
          { hostUsers: undefined, volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] },
        ),
      },
    ],
    bad: [
      { name: 'says nothing', given: hardenedPod({ hostUsers: undefined }), message },
      { name: 'asks for the node’s users', given: hardenedPod({ hostUsers: true }), message },
      {
        name: 'says it runs on Linux, and nothing else',
        given: hardenedPod({ hostUsers: undefined, os: { name: 'linux' } }),
        message,
      },
    ],
  },
});
