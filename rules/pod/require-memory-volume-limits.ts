import { hardenedPod } from '../hardened';
import { defineRule } from '../rule';

const message = 'these volumes in memory have no size limit: ';

export const requireMemoryVolumeLimits = defineRule({
  id: 'require-memory-volume-limits',
  severity: 'low',
  title: 'Limit the size of volumes in memory',
  rationale:
    'An `emptyDir` in memory without a limit may grow to the size of the node’s memory where its containers have no limit, and to theirs where they have: whoever can write a file then ends the processes beside it.',
  remediation: 'Set `emptyDir.sizeLimit`, and count it in the memory limits of the containers that write to it.',
  references: [
    { standard: 'nsa-cisa', control: 'Resource policies' },
    { standard: 'mitre-attack', control: 'T1499' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/concepts/storage/volumes/#emptydir' },
  ],
  on: 'pod',
  forEach: { as: 'volume', in: 'variables.podSpec.?volumes.orValue([])', label: 'volume.name' },
  cel: 'volume.?emptyDir.?medium.orValue("") != "Memory" || volume.?emptyDir.?sizeLimit.hasValue()',
  message: `${message}{label}`,
  samples: {
    good: [
      {
        name: 'is limited',
        given: hardenedPod({ volumes: [{ name: 'cache', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } }] }),
      },
      {
        name: 'is on disk',
        given: hardenedPod({ volumes: [{ name: 'scratch', emptyDir: { sizeLimit: '1Gi' } }] }),
      },
    ],
    bad: [
      {
        name: 'is not limited',
        given: hardenedPod({ volumes: [{ name: 'cache', emptyDir: { medium: 'Memory' } }] }),
        message: `${message}cache`,
      },
      {
        name: 'is not limited, beside one that is',
        given: hardenedPod({
          volumes: [
            { name: 'keys', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
            { name: 'shm', emptyDir: { medium: 'Memory' } },
          ],
        }),
        message: `${message}shm`,
      },
      {
        name: 'is not limited, twice',
        given: hardenedPod({
          volumes: [
            { name: 'a', emptyDir: { medium: 'Memory' } },
            { name: 'b', emptyDir: { medium: 'Memory' } },
          ],
        }),
        message: `${message}a, b`,
      },
    ],
  },
});
