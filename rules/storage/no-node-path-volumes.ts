import { defineRule, type JsonObject } from '../rule';

const message = 'the volume is a path of the node';
const volume = (source: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'PersistentVolume',
  metadata: { name: 'sample' },
  spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], storageClassName: 'sample', ...source },
});

export const noNodePathVolumes = defineRule({
  id: 'no-node-path-volumes',
  severity: 'high',
  title: 'Make no persistent volume of a path of the node',
  rationale:
    'A claim of such a volume mounts the node’s own files into a pod that itself meets the restricted Pod Security level: the check of pods sees a claim and nothing else.',
  remediation:
    'Use a CSI driver. For disks of a node use a `local` volume below a directory that holds nothing else, with its node affinity.',
  references: [
    { standard: 'cis-kubernetes', control: '5.2.12' },
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  on: 'object',
  resources: [{ group: '', versions: ['v1'], kinds: { PersistentVolume: 'persistentvolumes' } }],
  cel: '!object.spec.?hostPath.hasValue()',
  message,
  samples: {
    good: [
      { name: 'is a driver’s', given: volume({ csi: { driver: 'ebs.csi.aws.com', volumeHandle: 'vol-0abc' } }) },
      { name: 'is a share', given: volume({ nfs: { server: 'nfs.example.com', path: '/exports/sample' } }) },
    ],
    bad: [
      { name: 'is the node’s root', given: volume({ hostPath: { path: '/' } }), message },
      { name: 'is a directory of logs', given: volume({ hostPath: { path: '/var/log', type: 'Directory' } }), message },
      {
        name: 'is a directory of its own',
        given: volume({ hostPath: { path: '/mnt/data', type: 'DirectoryOrCreate' } }),
        message,
      },
    ],
  },
});
