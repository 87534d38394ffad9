import { defineRule } from '../rule';
import { repositoryPolicy } from './samples';

export const ecrPolicyNotPublic = defineRule({
  id: 'ecr-policy-not-public',
  on: 'aws',
  types: ['aws:ecr/repositoryPolicy:RepositoryPolicy'],
  severity: 'critical',
  title: 'Open no repository to everybody',
  rationale: 'Everybody may then pull the images, or, with the wrong action, push one that our nodes will run.',
  remediation: 'Name the accounts or roles as Principal, or add a condition such as aws:PrincipalOrgID.',
  references: [
    { standard: 'cis-eks', control: '5.1.2' },
    { standard: 'mitre-attack', control: 'T1525' },
  ],
  forEach: { as: 's', in: 'statements(object.policy)', label: 's.name' },
  cel: '!s.public',
  message: 'anybody may use the repository: {label}',
  samples: {
    good: [
      { name: 'one account', given: repositoryPolicy() },
      {
        name: 'the organisation',
        given: repositoryPolicy({ Principal: '*', Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-blue' } } }),
      },
    ],
    bad: [
      {
        name: 'everybody',
        given: repositoryPolicy({ Sid: 'Open', Principal: '*' }),
        message: 'anybody may use the repository: Open',
      },
      {
        name: 'every account',
        given: repositoryPolicy({ Principal: { AWS: '*' } }),
        message: 'anybody may use the repository: statement 1',
      },
      {
        name: 'every organisation',
        given: repositoryPolicy({
          Sid: 'AnyOrg',
          Principal: '*',
          Condition: { StringLike: { 'aws:PrincipalOrgID': '*' } },
        }),
        message: 'anybody may use the repository: AnyOrg',
      },
    ],
  },
});
