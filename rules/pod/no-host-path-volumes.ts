import { hardenedPod } from '../hardened';
import { defineRule } from '../rule';

export const noHostPathVolumes = defineRule({
  id: 'no-host-path-volumes',
  severity: 'critical',
  title: 'Do not mount paths of the node',
  rationale:
    'A path of the node reaches what was never meant for the pod: the kubelet’s keys, other pods’ volumes, the container runtime’s socket. Writable, it is a way to run code on the node; read-only, it still is a way to steal credentials.',
  remediation:
    'Use a `persistentVolumeClaim` for data that must last, an `emptyDir` for scratch space, `configMap` or `projected` for configuration. Leave node agents to their own, exempted namespace.',
  references: [
    { standard: 'pod-security', level: 'baseline', control: 'HostPath Volumes' },
    { standard: 'cis-kubernetes', control: '5.2.12' },
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  on: 'pod',
  forEach: { as: 'volume', in: 'variables.podSpec.?volumes.orValue([])', label: 'volume.name' },
  cel: '!volume.?hostPath.hasValue()',
  message: 'these volumes mount a path of the node: {label}',
  samples: {
    good: [
      { name: 'has no volumes', given: hardenedPod() },
      {
        name: 'uses scratch space',
        given: hardenedPod({ volumes: [{ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }] }),
      },
    ],
    bad: [
      {
        name: 'mounts the runtime’s socket',
        given: hardenedPod({
          volumes: [{ name: 'socket', hostPath: { path: '/run/containerd/containerd.sock', type: 'Socket' } }],
        }),
        message: 'these volumes mount a path of the node: socket',
      },
      {
        name: 'mounts the root of the node beside scratch space',
        given: hardenedPod({
          volumes: [
            { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
            { name: 'root', hostPath: { path: '/' } },
          ],
        }),
        message: 'these volumes mount a path of the node: root',
      },
      {
        name: 'mounts two paths',
        given: hardenedPod({
          volumes: [
            { name: 'logs', hostPath: { path: '/var/log' } },
            { name: 'kubelet', hostPath: { path: '/var/lib/kubelet' } },
          ],
        }),
        message: 'these volumes mount a path of the node: logs, kubelet',
      },
    ],
  },
});
