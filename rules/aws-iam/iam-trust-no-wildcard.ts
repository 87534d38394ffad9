import { defineRule } from '../rule';
import { role, roleTrusting } from './samples';

export const iamTrustNoWildcard = defineRule({
  id: 'iam-trust-no-wildcard',
  on: 'aws',
  types: ['aws:iam/role:Role'],
  severity: 'critical',
  title: 'Trust nobody unknown with a role',
  rationale: 'A trust policy with a principal of * lets any AWS account in the world take the role.',
  remediation: 'Name the service, the account or the role as Principal, or add a condition such as aws:PrincipalOrgID.',
  references: [
    { standard: 'mitre-attack', control: 'T1078.004' },
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_update-role-trust-policy.html',
    },
  ],
  forEach: { as: 's', in: 'statements(object.assumeRolePolicy)', label: 's.name' },
  cel: '!s.public',
  message: 'anybody may take the role: {label}',
  samples: {
    good: [
      { name: 'a service', given: role() },
      {
        name: 'anybody of the organisation',
        given: roleTrusting({
          Principal: { AWS: '*' },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-blue' } },
        }),
      },
    ],
    bad: [
      {
        name: 'everybody',
        given: roleTrusting({ Sid: 'Open', Principal: '*', Action: 'sts:AssumeRole' }),
        message: 'anybody may take the role: Open',
      },
      {
        name: 'every account',
        given: roleTrusting({ Principal: { AWS: ['*'] }, Action: 'sts:AssumeRole' }),
        message: 'anybody may take the role: statement 1',
      },
      {
        name: 'with a condition that fits everybody',
        given: roleTrusting({
          Sid: 'AnyArn',
          Principal: { AWS: '*' },
          Action: 'sts:AssumeRole',
          Condition: { ArnLike: { 'aws:PrincipalArn': 'arn:aws:iam::*:role/deploy' } },
        }),
        message: 'anybody may take the role: AnyArn',
      },
    ],
  },
});
