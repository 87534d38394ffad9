import { defineRule } from '../rule';
import { cluster } from './samples';

export const eksDeletionProtection = defineRule({
  id: 'eks-deletion-protection',
  on: 'aws',
  types: ['aws:eks/cluster:Cluster'],
  severity: 'medium',
  title: 'Protect the cluster from deletion',
  rationale:
    'One wrong command or one stolen deployment role otherwise deletes the control plane with everything that only etcd knew.',
  remediation: 'Set deletionProtection to true; to take the cluster down, turn it off in a change of its own first.',
  references: [
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/eks/latest/userguide/deletion-protection.html' },
    { standard: 'mitre-attack', control: 'T1485' },
  ],
  cel: 'object.?deletionProtection.orValue(false) == true',
  message: 'the cluster can be deleted by one call',
  samples: {
    good: [
      { name: 'protected', given: cluster() },
      { name: 'protected, at another version', given: cluster({ version: '1.36' }) },
    ],
    bad: [
      {
        name: 'left to the default',
        given: cluster({ deletionProtection: undefined }),
        message: 'the cluster can be deleted by one call',
      },
      {
        name: 'turned off',
        given: cluster({ deletionProtection: false }),
        message: 'the cluster can be deleted by one call',
      },
      {
        name: 'off, with standard support',
        given: cluster({ deletionProtection: false, upgradePolicy: { supportType: 'STANDARD' } }),
        message: 'the cluster can be deleted by one call',
      },
    ],
  },
});
