import { defineRule } from '../rule';
import { base64, bottlerocket, launchTemplate } from './samples';

export const bottlerocketPodPidsLimit = defineRule({
  id: 'bottlerocket-pod-pids-limit',
  on: 'aws',
  types: ['aws:ec2/launchTemplate:LaunchTemplate'],
  severity: 'low',
  title: 'Bound the processes of a pod on Bottlerocket',
  rationale:
    'One pod that forks without end otherwise uses up the process table of its node and takes all other pods there with it.',
  remediation: 'Set settings.kubernetes.pod-pids-limit to a number such as 1024 in the user data.',
  references: [
    { standard: 'cis-kubernetes', control: '4.2.13' },
    { standard: 'mitre-attack', control: 'T1499' },
  ],
  cel: `
    !userData(object.?userData.orValue('')).bottlerocket
    || userData(object.?userData.orValue('')).settings.?kubernetes[?'pod-pids-limit'].orValue(-1) > 0
  `,
  message: 'a pod may have any number of processes',
  samples: {
    good: [
      { name: '1024', given: launchTemplate() },
      { name: '4096', given: bottlerocket('[settings.kubernetes]\npod-pids-limit = 4096\nseccomp-default = true\n') },
      { name: 'no Bottlerocket', given: launchTemplate({ userData: base64('#!/bin/sh\ntrue\n') }) },
    ],
    bad: [
      {
        name: 'not said',
        given: bottlerocket(
          '[settings.kernel]\nlockdown = "integrity"\n[settings.kubernetes]\nseccomp-default = true\n',
        ),
        message: 'a pod may have any number of processes',
      },
      {
        name: 'no limit',
        given: bottlerocket(
          '[settings.kernel]\nlockdown = "integrity"\n[settings.kubernetes]\npod-pids-limit = -1\nseccomp-default = true\n',
        ),
        message: 'a pod may have any number of processes',
      },
      {
        name: 'zero',
        given: bottlerocket(
          '[settings.kernel]\nlockdown = "integrity"\n[settings.kubernetes]\npod-pids-limit = 0\nseccomp-default = true\n',
        ),
        message: 'a pod may have any number of processes',
      },
    ],
  },
});
