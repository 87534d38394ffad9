import { defineRule } from '../rule';
import { base64, bottlerocket, launchTemplate } from './samples';

export const bottlerocketKernelLockdown = defineRule({
  id: 'bottlerocket-kernel-lockdown',
  on: 'aws',
  types: ['aws:ec2/launchTemplate:LaunchTemplate'],
  severity: 'medium',
  title: "Lock Bottlerocket's kernel down",
  rationale:
    'Without lockdown a process that became root can change the running kernel, and with it everything that separates pods.',
  remediation:
    "Set settings.kernel.lockdown to 'integrity' (or 'confidentiality', where nothing on the node reads kernel memory) in the user data.",
  references: [
    { standard: 'documentation', url: 'https://bottlerocket.dev/en/os/latest/api/settings/kernel/' },
    { standard: 'mitre-attack', control: 'T1547.006' },
  ],
  cel: `
    !userData(object.?userData.orValue('')).bottlerocket
    || userData(object.?userData.orValue('')).settings.?kernel.?lockdown.orValue('none') in ['integrity', 'confidentiality']
  `,
  message: 'the kernel of Bottlerocket is not locked down',
  samples: {
    good: [
      { name: 'integrity', given: launchTemplate() },
      { name: 'confidentiality', given: bottlerocket('[settings.kernel]\nlockdown = "confidentiality"\n') },
      { name: 'no Bottlerocket', given: launchTemplate({ userData: base64('#!/bin/sh\ntrue\n') }) },
    ],
    bad: [
      {
        name: 'not said',
        given: bottlerocket('[settings.kubernetes]\npod-pids-limit = 1024\nseccomp-default = true\n'),
        message: 'the kernel of Bottlerocket is not locked down',
      },
      {
        name: 'turned off',
        given: bottlerocket(
          '[settings.kernel]\nlockdown = "none"\n[settings.kubernetes]\npod-pids-limit = 1024\nseccomp-default = true\n',
        ),
        message: 'the kernel of Bottlerocket is not locked down',
      },
      {
        name: 'other kernel settings only',
        given: bottlerocket(
          '[settings.kernel.sysctl]\n"kernel.dmesg_restrict" = "1"\n[settings.kubernetes]\npod-pids-limit = 1024\nseccomp-default = true\n',
        ),
        message: 'the kernel of Bottlerocket is not locked down',
      },
    ],
  },
});
