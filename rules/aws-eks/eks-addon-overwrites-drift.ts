import { defineRule } from '../rule';
import { addon, vpcCni } from './samples';

export const eksAddonOverwritesDrift = defineRule({
  id: 'eks-addon-overwrites-drift',
  on: 'aws',
  types: ['aws:eks/addon:Addon'],
  severity: 'low',
  title: 'Let add-ons overwrite changes made by hand',
  rationale:
    'What somebody changed in an add-on by hand stays through every upgrade otherwise, or stops the upgrade: the cluster is no longer what the program says.',
  remediation:
    "Set resolveConflictsOnCreate and resolveConflictsOnUpdate to 'OVERWRITE' and say what should differ in configurationValues.",
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/eks/latest/userguide/kubernetes-field-management.html',
    },
  ],
  cel: `
    object.?resolveConflictsOnCreate.orValue('NONE') == 'OVERWRITE'
    && object.?resolveConflictsOnUpdate.orValue('NONE') == 'OVERWRITE'
  `,
  message: 'the add-on keeps changes made by hand, or fails on them',
  samples: {
    good: [
      { name: 'overwrites', given: addon('coredns') },
      { name: 'overwrites, VPC CNI', given: vpcCni() },
    ],
    bad: [
      {
        name: 'left to the default',
        given: addon('coredns', { resolveConflictsOnCreate: undefined, resolveConflictsOnUpdate: undefined }),
        message: 'the add-on keeps changes made by hand, or fails on them',
      },
      {
        name: 'preserves on update',
        given: addon('coredns', { resolveConflictsOnUpdate: 'PRESERVE' }),
        message: 'the add-on keeps changes made by hand, or fails on them',
      },
      {
        name: 'none on create',
        given: addon('coredns', { resolveConflictsOnCreate: 'NONE' }),
        message: 'the add-on keeps changes made by hand, or fails on them',
      },
    ],
  },
});
