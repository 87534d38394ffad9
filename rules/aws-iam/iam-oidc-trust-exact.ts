import { defineRule } from '../rule';
import { claim, role, roleForToken } from './samples';

export const iamOidcTrustExact = defineRule({
  id: 'iam-oidc-trust-exact',
  on: 'aws',
  types: ['aws:iam/role:Role'],
  severity: 'high',
  title: 'Bind roles for tokens to one subject and audience',
  rationale:
    'A pattern on the subject lets every service account that can be named to fit take the role, and without the audience a token made for another service will do.',
  remediation: 'Compare both claims whole: StringEquals with <issuer>:aud and <issuer>:sub, and no * in either.',
  references: [
    { standard: 'cis-eks', control: '5.2.1' },
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html',
    },
  ],
  forEach: { as: 's', in: 'statements(object.assumeRolePolicy)', label: 's.name' },
  cel: `
    !grants(s, 'sts:AssumeRoleWithWebIdentity')
    || ['aud', 'sub'].all(claim, s.conditions.exists(c, c.operator == 'StringEquals' && c.key.endsWith(':' + claim) && c.values.all(v, !v.contains('*') && !v.contains('?'))))
  `,
  message: 'the role is not bound to one subject and audience: {label}',
  samples: {
    good: [
      {
        name: 'both claims, whole',
        given: roleForToken({
          StringEquals: {
            [claim.audience]: 'sts.amazonaws.com',
            [claim.subject]: 'system:serviceaccount:payments:ledger',
          },
        }),
      },
      { name: 'no token involved', given: role() },
    ],
    bad: [
      {
        name: 'a pattern for the subject',
        given: roleForToken({
          StringEquals: { [claim.audience]: 'sts.amazonaws.com' },
          StringLike: { [claim.subject]: 'system:serviceaccount:payments:*' },
        }),
        message: 'the role is not bound to one subject and audience: statement 1',
      },
      {
        name: 'no audience',
        given: roleForToken({ StringEquals: { [claim.subject]: 'system:serviceaccount:payments:ledger' } }),
        message: 'the role is not bound to one subject and audience: statement 1',
      },
      {
        name: 'no subject',
        given: roleForToken({ StringEquals: { [claim.audience]: 'sts.amazonaws.com' } }),
        message: 'the role is not bound to one subject and audience: statement 1',
      },
      {
        name: 'no condition',
        given: roleForToken({}),
        message: 'the role is not bound to one subject and audience: statement 1',
      },
    ],
  },
});
