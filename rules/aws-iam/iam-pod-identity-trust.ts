import { defineRule } from '../rule';
import { role, roleTrusting } from './samples';

export const iamPodIdentityTrust = defineRule({
  id: 'iam-pod-identity-trust',
  on: 'aws',
  types: ['aws:iam/role:Role'],
  severity: 'medium',
  title: 'Let Pod Identity tag its sessions, for this account only',
  rationale:
    'Without sts:TagSession the agent cannot hand the role out at all; without a condition any cluster that ever runs in the account can.',
  remediation:
    'Allow sts:AssumeRole and sts:TagSession to pods.eks.amazonaws.com, under a condition such as aws:SourceAccount, aws:SourceArn or aws:RequestTag/kubernetes-namespace.',
  references: [{ standard: 'documentation', url: 'https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html' }],
  forEach: { as: 's', in: 'statements(object.assumeRolePolicy)', label: 's.name' },
  cel: `
    !(s.allows
    && s.principals.exists(p, p.id == 'pods.eks.amazonaws.com'))
    || (grants(s, 'sts:AssumeRole')
    && grants(s, 'sts:TagSession')
    && (s.confined || s.conditions.exists(c, c.operator == 'StringEquals' && c.key.startsWith('aws:requesttag/'))))
  `,
  message: 'Pod Identity may hand the role to any cluster, or not tag its session: {label}',
  samples: {
    good: [
      {
        name: 'one namespace',
        given: roleTrusting({
          Principal: { Service: 'pods.eks.amazonaws.com' },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          Condition: { StringEquals: { 'aws:RequestTag/kubernetes-namespace': 'payments' } },
        }),
      },
      {
        name: 'the account',
        given: roleTrusting({
          Principal: { Service: 'pods.eks.amazonaws.com' },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
        }),
      },
      { name: 'another service', given: role() },
    ],
    bad: [
      {
        name: 'no condition',
        given: roleTrusting({
          Principal: { Service: 'pods.eks.amazonaws.com' },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
        }),
        message: 'Pod Identity may hand the role to any cluster, or not tag its session: statement 1',
      },
      {
        name: 'no tags',
        given: roleTrusting({
          Sid: 'Pods',
          Principal: { Service: 'pods.eks.amazonaws.com' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:SourceAccount': '123456789012' } },
        }),
        message: 'Pod Identity may hand the role to any cluster, or not tag its session: Pods',
      },
      {
        name: 'neither',
        given: roleTrusting({ Principal: { Service: 'pods.eks.amazonaws.com' }, Action: 'sts:AssumeRole' }),
        message: 'Pod Identity may hand the role to any cluster, or not tag its session: statement 1',
      },
    ],
  },
});
