import { defineRule } from '../rule';
import { policy } from './samples';

export const iamNoAllowByException = defineRule({
  id: 'iam-no-allow-by-exception',
  on: 'aws',
  types: [
    'aws:iam/policy:Policy',
    'aws:iam/rolePolicy:RolePolicy',
    'aws:iam/role:Role',
    'aws:iam/userPolicy:UserPolicy',
    'aws:iam/groupPolicy:GroupPolicy',
  ],
  severity: 'high',
  title: 'Grant what is named, not everything but',
  rationale:
    'An Allow with NotAction or NotResource grants all that exists and will exist, except a few things that somebody thought of.',
  remediation: 'Turn it round: list Action and Resource in the Allow, and put exceptions in a Deny.',
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notaction.html',
    },
  ],
  forEach: { as: 's', in: 'permissions(object)', label: 's.name' },
  cel: '!(s.allows && (size(s.notActions) > 0 || size(s.notResources) > 0))',
  message: 'everything but a few things is granted by {label}',
  samples: {
    good: [
      { name: 'by name', given: policy() },
      {
        name: 'a deny by exception',
        given: policy({ Effect: 'Deny', Action: undefined, NotAction: 'sts:*', Resource: '*' }),
      },
    ],
    bad: [
      {
        name: 'all actions but some',
        given: policy({ Sid: 'AllButIam', Action: undefined, NotAction: 'iam:*' }),
        message: 'everything but a few things is granted by AllButIam',
      },
      {
        name: 'all resources but one',
        given: policy({ Resource: undefined, NotResource: 'arn:aws:s3:::secrets/*' }),
        message: 'everything but a few things is granted by statement 1',
      },
      {
        name: 'several exceptions, on everything',
        given: policy({
          Sid: 'Rest',
          Action: undefined,
          NotAction: ['iam:*', 'sts:*'],
          Resource: 'arn:aws:s3:::reports/*',
        }),
        message: 'everything but a few things is granted by Rest',
      },
    ],
  },
});
