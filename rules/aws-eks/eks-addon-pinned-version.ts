import { defineRule } from '../rule';
import { addon, vpcCni } from './samples';

export const eksAddonPinnedVersion = defineRule({
  id: 'eks-addon-pinned-version',
  on: 'aws',
  types: ['aws:eks/addon:Addon'],
  severity: 'medium',
  title: 'Pin the version of every add-on',
  rationale:
    'Without a version AWS installs its current default, so that two runs of one program build two different clusters, and nobody reviewed what changed.',
  remediation: "Set addonVersion, such as 'v1.20.4-eksbuild.1'.",
  references: [
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/eks/latest/userguide/managing-add-ons.html' },
  ],
  cel: "given(object, 'addonVersion')",
  message: 'the add-on has no pinned version',
  samples: {
    good: [
      { name: 'pinned', given: addon('coredns') },
      { name: 'pinned VPC CNI', given: vpcCni() },
    ],
    bad: [
      {
        name: 'coredns without one',
        given: addon('coredns', { addonVersion: undefined }),
        message: 'the add-on has no pinned version',
      },
      {
        name: 'kube-proxy without one',
        given: addon('kube-proxy', { addonVersion: undefined }),
        message: 'the add-on has no pinned version',
      },
      {
        name: 'an empty one',
        given: addon('coredns', { addonVersion: '' }),
        message: 'the add-on has no pinned version',
      },
    ],
  },
});
