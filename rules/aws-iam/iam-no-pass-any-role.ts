import { defineRule } from '../rule';
import { policy } from './samples';

export const iamNoPassAnyRole = defineRule({
  id: 'iam-no-pass-any-role',
  on: 'aws',
  types: [
    'aws:iam/policy:Policy',
    'aws:iam/rolePolicy:RolePolicy',
    'aws:iam/role:Role',
    'aws:iam/userPolicy:UserPolicy',
    'aws:iam/groupPolicy:GroupPolicy',
  ],
  severity: 'high',
  title: 'Let nobody pass any role to a service',
  rationale:
    'Who may pass any role starts something with the most powerful one and acts as that: iam:PassRole on * is administration in two steps.',
  remediation: 'Name the roles as Resource, and add the condition iam:PassedToService.',
  references: [
    { standard: 'mitre-attack', control: 'T1098.003' },
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html' },
  ],
  forEach: { as: 's', in: 'permissions(object)', label: 's.name' },
  cel: `
    !(grants(s, 'iam:PassRole')
    && s.resources.exists(r, r.endsWith(':role/*') || glob(r, 'arn:aws:iam::000000000000:role/any')))
  `,
  message: 'any role may be passed on by {label}',
  samples: {
    good: [
      {
        name: 'a role by name',
        given: policy({ Action: 'iam:PassRole', Resource: 'arn:aws:iam::123456789012:role/blue-workers' }),
      },
      { name: 'nothing to pass', given: policy() },
      { name: 'a deny', given: policy({ Effect: 'Deny', Action: 'iam:PassRole', Resource: '*' }) },
    ],
    bad: [
      {
        name: 'on everything',
        given: policy({ Sid: 'Pass', Action: 'iam:PassRole', Resource: '*' }),
        message: 'any role may be passed on by Pass',
      },
      {
        name: 'on every role of the account',
        given: policy({ Action: ['ec2:RunInstances', 'iam:PassRole'], Resource: 'arn:aws:iam::123456789012:role/*' }),
        message: 'any role may be passed on by statement 1',
      },
      {
        name: 'by a pattern',
        given: policy({ Sid: 'Pattern', Action: 'iam:p*role', Resource: 'arn:aws:iam::*:*' }),
        message: 'any role may be passed on by Pattern',
      },
    ],
  },
});
