import { defineRule } from '../rule';
import { base64, bottlerocket, launchTemplate } from './samples';

export const bottlerocketSeccompDefault = defineRule({
  id: 'bottlerocket-seccomp-default',
  on: 'aws',
  types: ['aws:ec2/launchTemplate:LaunchTemplate'],
  severity: 'medium',
  title: 'Give every pod on Bottlerocket a seccomp profile',
  rationale:
    'A pod that names no profile may otherwise make every system call of the kernel, the rarely tested ones included, through which containers are escaped.',
  remediation: 'Set settings.kubernetes.seccomp-default to true in the user data.',
  references: [
    { standard: 'cis-kubernetes', control: '5.7.2' },
    { standard: 'mitre-attack', control: 'T1611' },
  ],
  cel: `
    !userData(object.?userData.orValue('')).bottlerocket
    || userData(object.?userData.orValue('')).settings.?kubernetes[?'seccomp-default'].orValue(false) == true
  `,
  message: 'pods without a seccomp profile run unconfined',
  samples: {
    good: [
      { name: 'on', given: launchTemplate() },
      {
        name: 'on, inline',
        given: bottlerocket(
          'settings = { kubernetes = { seccomp-default = true, pod-pids-limit = 1024 }, kernel = { lockdown = "integrity" } }\n',
        ),
      },
      { name: 'no Bottlerocket', given: launchTemplate({ userData: base64('#!/bin/sh\ntrue\n') }) },
    ],
    bad: [
      {
        name: 'not said',
        given: bottlerocket(
          '[settings.kernel]\nlockdown = "integrity"\n[settings.kubernetes]\npod-pids-limit = 1024\n',
        ),
        message: 'pods without a seccomp profile run unconfined',
      },
      {
        name: 'turned off',
        given: bottlerocket(
          '[settings.kernel]\nlockdown = "integrity"\n[settings.kubernetes]\npod-pids-limit = 1024\nseccomp-default = false\n',
        ),
        message: 'pods without a seccomp profile run unconfined',
      },
      {
        name: 'nothing about Kubernetes',
        given: bottlerocket('[settings.kernel]\nlockdown = "integrity"\n'),
        message: 'pods without a seccomp profile run unconfined',
      },
    ],
  },
});
