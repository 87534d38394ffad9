import { hardenedPod } from '../hardened';
import { defineRule } from '../rule';

export const noUnrestrictedVolumeTypes = defineRule({
  id: 'no-unrestricted-volume-types',
  severity: 'medium',
  title: 'Use only volume types that Kubernetes itself controls',
  rationale:
    'In-tree network volumes name servers, shares and credentials in the pod itself, so whoever may create a pod may mount any of them from any node, past storage classes, quotas and the review of a cluster operator.',
  remediation:
    'Use `configMap`, `csi`, `downwardAPI`, `emptyDir`, `ephemeral`, `image`, `persistentVolumeClaim`, `projected` or `secret`. Have an operator provide network storage as a storage class.',
  references: [
    { standard: 'pod-security', level: 'restricted', control: 'Volume Types' },
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'mitre-attack', control: 'T1610' },
  ],
  on: 'pod',
  forEach: { as: 'volume', in: 'variables.podSpec.?volumes.orValue([])', label: 'volume.name' },
  // A volume without a source is an emptyDir to the API server. hostPath is the business of no-host-path-volumes.
  cel: 'volume.all(key, key == "name") || ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "hostPath", "image", "persistentVolumeClaim", "projected", "secret"].exists(type, type in volume)',
  message: 'these volumes are of a type that only operators should use: {label}',
  samples: {
    good: [
      {
        name: 'uses configuration and scratch space',
        given: hardenedPod({
          volumes: [
            { name: 'config', configMap: { name: 'app' } },
            { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
          ],
        }),
      },
      {
        name: 'uses a claim',
        given: hardenedPod({ volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }] }),
      },
    ],
    bad: [
      {
        name: 'mounts NFS',
        given: hardenedPod({ volumes: [{ name: 'share', nfs: { server: '10.0.0.4', path: '/exports' } }] }),
        message: 'these volumes are of a type that only operators should use: share',
      },
      {
        name: 'mounts an iSCSI disk beside a volume without a source, which is scratch space',
        given: hardenedPod({
          volumes: [
            { name: 'tmp' },
            { name: 'disk', iscsi: { targetPortal: '10.0.0.4:3260', iqn: 'iqn.2024-01.com.example:disk', lun: 0 } },
          ],
        }),
        message: 'these volumes are of a type that only operators should use: disk',
        also: ['require-volume-limits'],
      },
      {
        name: 'mounts a Fibre Channel disk',
        given: hardenedPod({ volumes: [{ name: 'fc', fc: { targetWWNs: ['50060e801049cfd1'], lun: 0 } }] }),
        message: 'these volumes are of a type that only operators should use: fc',
      },
    ],
  },
});
