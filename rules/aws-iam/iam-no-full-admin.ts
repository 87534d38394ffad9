import { defineRule } from '../rule';
import { document, policy, role } from './samples';

export const iamNoFullAdmin = defineRule({
  id: 'iam-no-full-admin',
  on: 'aws',
  types: [
    'aws:iam/policy:Policy',
    'aws:iam/rolePolicy:RolePolicy',
    'aws:iam/role:Role',
    'aws:iam/userPolicy:UserPolicy',
    'aws:iam/groupPolicy:GroupPolicy',
  ],
  severity: 'critical',
  title: 'Grant nobody everything',
  rationale: 'Whoever takes over a holder of this policy owns the account: data, keys, logs and the way back in.',
  remediation: 'List the actions and the resources that are needed.',
  references: [
    { standard: 'aws-fsbp', control: 'IAM.1' },
    { standard: 'mitre-attack', control: 'T1078.004' },
  ],
  forEach: { as: 's', in: 'permissions(object)', label: 's.name' },
  cel: "!(s.allows && s.actions.exists(a, a in ['*', '*:*']) && s.resources.exists(r, r in ['*', 'arn:*']))",
  message: 'full administration is granted by {label}',
  samples: {
    good: [
      { name: 'one action on one bucket', given: policy() },
      { name: 'a deny of everything', given: policy({ Effect: 'Deny', Action: '*', Resource: '*' }) },
    ],
    bad: [
      {
        name: 'everything on everything',
        given: policy({ Sid: 'Admin', Action: '*', Resource: '*' }),
        message: 'full administration is granted by Admin',
      },
      {
        name: 'among others',
        given: policy({ Action: ['s3:GetObject', '*:*'], Resource: ['arn:aws:s3:::reports/*', '*'] }),
        message: 'full administration is granted by statement 1',
      },
      {
        name: 'inside a role',
        given: role({
          inlinePolicies: [{ name: 'all', policy: document({ Effect: 'Allow', Action: '*', Resource: '*' }) }],
        }),
        message: 'full administration is granted by statement 1',
      },
    ],
  },
});
