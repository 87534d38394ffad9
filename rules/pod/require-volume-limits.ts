import { hardenedPod } from '../hardened';
import { defineRule, type JsonObject } from '../rule';

const message = 'these scratch volumes have no size limit: ';
const pod = (...volumes: JsonObject[]) => hardenedPod({ volumes });

export const requireVolumeLimits = defineRule({
  id: 'require-volume-limits',
  severity: 'low',
  title: 'Limit the size of scratch volumes',
  rationale:
    'An `emptyDir` without a limit may take all the ephemeral storage that the pod’s containers have together, or the node’s whole disk where one of them has no limit: the kubelet then evicts pods that did nothing wrong.',
  remediation: 'Set `emptyDir.sizeLimit` to what the program writes there at most, such as `64Mi`.',
  references: [
    { standard: 'nsa-cisa', control: 'Resource policies' },
    { standard: 'mitre-attack', control: 'T1499' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir' },
  ],
  on: 'pod',
  forEach: { as: 'volume', in: 'variables.podSpec.?volumes.orValue([])', label: 'volume.name' },
  // A volume without a source is an emptyDir to the API server. Memory is the business of require-memory-volume-limits.
  cel: 'volume.exists(key, !(key in ["name", "emptyDir"])) || volume.?emptyDir.?medium.orValue("") == "Memory" || volume.?emptyDir.?sizeLimit.hasValue()',
  message: `${message}{label}`,
  samples: {
    good: [
      { name: 'is limited', given: pod({ name: 'tmp', emptyDir: { sizeLimit: '64Mi' } }) },
      {
        name: 'is configuration, and none to write to',
        given: pod({ name: 'config', configMap: { name: 'app' } }),
      },
    ],
    bad: [
      { name: 'is not limited', given: pod({ name: 'tmp', emptyDir: {} }), message: `${message}tmp` },
      {
        name: 'names no source, which makes it scratch space',
        given: pod({ name: 'tmp' }),
        message: `${message}tmp`,
      },
      {
        name: 'is not limited, beside one that is',
        given: pod({ name: 'cache', emptyDir: { sizeLimit: '1Gi' } }, { name: 'logs', emptyDir: { medium: '' } }),
        message: `${message}logs`,
      },
    ],
  },
});
