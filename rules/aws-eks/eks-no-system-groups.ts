import { defineRule } from '../rule';
import { accessEntry } from './samples';

export const eksNoSystemGroups = defineRule({
  id: 'eks-no-system-groups',
  on: 'aws',
  types: ['aws:eks/accessEntry:AccessEntry'],
  severity: 'critical',
  title: 'Map nobody to a system: group',
  rationale:
    'Members of system:masters pass every authorisation check and no RBAC change can stop them; the other system: groups belong to components, and a person in one acts as that component.',
  remediation: 'Map the principal to a group of your own and bind that group to the roles it needs.',
  references: [
    { standard: 'cis-eks', control: '4.1.1' },
    { standard: 'mitre-attack', control: 'T1078' },
  ],
  cel: "!object.?kubernetesGroups.orValue([]).exists(group, group.startsWith('system:'))",
  message: 'the access entry maps a principal to a system: group',
  samples: {
    good: [
      { name: 'a group of its own', given: accessEntry() },
      { name: 'no group at all', given: accessEntry({ kubernetesGroups: undefined }) },
    ],
    bad: [
      {
        name: 'system:masters',
        given: accessEntry({ kubernetesGroups: ['system:masters'] }),
        message: 'the access entry maps a principal to a system: group',
      },
      {
        name: 'beside a good one',
        given: accessEntry({ kubernetesGroups: ['developers', 'system:masters'] }),
        message: 'the access entry maps a principal to a system: group',
      },
      {
        name: 'the nodes',
        given: accessEntry({ kubernetesGroups: ['system:nodes'] }),
        message: 'the access entry maps a principal to a system: group',
      },
    ],
  },
});
