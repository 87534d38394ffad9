import { defineRule } from '../rule';
import { document, policy, role } from './samples';

export const iamNoServiceWildcard = defineRule({
  id: 'iam-no-service-wildcard',
  on: 'aws',
  types: [
    'aws:iam/policy:Policy',
    'aws:iam/rolePolicy:RolePolicy',
    'aws:iam/role:Role',
    'aws:iam/userPolicy:UserPolicy',
    'aws:iam/groupPolicy:GroupPolicy',
  ],
  severity: 'medium',
  title: 'Grant actions by name, not a whole service',
  rationale:
    'A wildcard grants what the service will learn to do next year as well, and the few dangerous actions among the many harmless ones.',
  remediation: 'List the actions. A wildcard after a verb, such as s3:Get*, passes.',
  references: [{ standard: 'aws-fsbp', control: 'IAM.21' }],
  forEach: { as: 's', in: 'permissions(object)', label: 's.name' },
  cel: "!(s.allows && s.actions.exists(a, a != '*' && a.endsWith(':*')) && '*' in s.resources)",
  message: 'a whole service is granted on every resource by {label}',
  samples: {
    good: [
      { name: 'one action', given: policy() },
      {
        name: 'a whole service on one resource',
        given: policy({ Action: 's3:*', Resource: 'arn:aws:s3:::reports/*' }),
      },
      { name: 'reads of a service', given: policy({ Action: 'ec2:Describe*', Resource: '*' }) },
    ],
    bad: [
      {
        name: 'one service',
        given: policy({ Sid: 'Queues', Action: 'sqs:*', Resource: '*' }),
        message: 'a whole service is granted on every resource by Queues',
      },
      {
        name: 'among others',
        given: policy({ Action: ['s3:GetObject', 'dynamodb:*'], Resource: '*' }),
        message: 'a whole service is granted on every resource by statement 1',
      },
      {
        name: 'inside a role',
        given: role({
          inlinePolicies: [{ name: 'ec2', policy: document({ Effect: 'Allow', Action: 'ec2:*', Resource: '*' }) }],
        }),
        message: 'a whole service is granted on every resource by statement 1',
      },
    ],
  },
});
