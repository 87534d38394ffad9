import { defineRule } from '../rule';
import { base64, bottlerocket, launchTemplate } from './samples';

export const bottlerocketNoAdminContainer = defineRule({
  id: 'bottlerocket-no-admin-container',
  on: 'aws',
  types: ['aws:ec2/launchTemplate:LaunchTemplate'],
  severity: 'high',
  title: "Leave Bottlerocket's admin container off",
  rationale:
    'The admin container runs an SSH server with root on the host: exactly what Bottlerocket is there to do without.',
  remediation: 'Set settings.host-containers.admin.enabled to false in the user data.',
  references: [
    { standard: 'documentation', url: 'https://bottlerocket.dev/en/os/latest/api/settings/host-containers/' },
    { standard: 'mitre-attack', control: 'T1021.004' },
  ],
  cel: "userData(object.?userData.orValue('')).settings[?'host-containers'].?admin.?enabled.orValue(false) == false",
  message: 'the admin container of Bottlerocket is on',
  samples: {
    good: [
      { name: 'off', given: launchTemplate() },
      {
        name: 'left to the default, which is off',
        given: bottlerocket(
          '[settings.kernel]\nlockdown = "integrity"\n[settings.kubernetes]\npod-pids-limit = 1024\nseccomp-default = true\n',
        ),
      },
      { name: 'no Bottlerocket', given: launchTemplate({ userData: base64('#!/bin/sh\ntrue\n') }) },
    ],
    bad: [
      {
        name: 'on',
        given: bottlerocket('[settings.host-containers.admin]\nenabled = true\n'),
        message: 'the admin container of Bottlerocket is on',
      },
      {
        name: 'on, written with dots',
        given: bottlerocket('settings.host-containers.admin.enabled = true\n'),
        message: 'the admin container of Bottlerocket is on',
      },
      {
        name: 'on, inline',
        given: bottlerocket('settings = { host-containers = { admin = { enabled = true } } }\n'),
        message: 'the admin container of Bottlerocket is on',
      },
    ],
  },
});
