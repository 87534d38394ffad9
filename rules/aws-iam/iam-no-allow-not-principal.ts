import { defineRule } from '../rule';
import { document, role, roleTrusting } from './samples';

export const iamNoAllowNotPrincipal = defineRule({
  id: 'iam-no-allow-not-principal',
  on: 'aws',
  types: [
    'aws:iam/role:Role',
    'aws:kms/key:Key',
    'aws:s3/bucketPolicy:BucketPolicy',
    'aws:sns/topicPolicy:TopicPolicy',
    'aws:ecr/repositoryPolicy:RepositoryPolicy',
    'aws:ec2/vpcEndpoint:VpcEndpoint',
  ],
  severity: 'high',
  title: 'Name whom a policy trusts, not whom it does not',
  rationale: 'An Allow with NotPrincipal trusts everybody in every account except the few who are named.',
  remediation: 'Name the trusted in Principal, and put exceptions in a Deny.',
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_notprincipal.html',
    },
  ],
  forEach: {
    as: 's',
    in: "statements(resourceType == 'aws:iam/role:Role' ? object.assumeRolePolicy : object.?policy.orValue(null))",
    label: 's.name',
  },
  cel: '!(s.allows && size(s.notPrincipals) > 0)',
  message: 'everybody but a few is trusted by {label}',
  samples: {
    good: [
      { name: 'by name', given: role() },
      {
        name: 'a deny for all but one',
        given: {
          type: 'aws:s3/bucketPolicy:BucketPolicy',
          inputs: {
            bucket: 'reports',
            policy: document(
              {
                Effect: 'Deny',
                NotPrincipal: { AWS: 'arn:aws:iam::123456789012:role/audit' },
                Action: 's3:DeleteObject',
                Resource: '*',
              },
              {
                Effect: 'Deny',
                Principal: '*',
                Action: 's3:*',
                Resource: '*',
                Condition: { Bool: { 'aws:SecureTransport': 'false' } },
              },
            ),
          },
        },
      },
    ],
    bad: [
      {
        name: 'in a trust policy',
        given: roleTrusting({
          Sid: 'NotHim',
          NotPrincipal: { AWS: 'arn:aws:iam::123456789012:user/him' },
          Action: 'sts:AssumeRole',
        }),
        message: 'everybody but a few is trusted by NotHim',
      },
      {
        name: 'in a key policy',
        given: {
          type: 'aws:kms/key:Key',
          inputs: {
            enableKeyRotation: true,
            policy: document({
              Effect: 'Allow',
              NotPrincipal: { AWS: ['123456789012'] },
              Action: 'kms:Decrypt',
              Resource: '*',
            }),
          },
        },
        message: 'everybody but a few is trusted by statement 1',
      },
      {
        name: 'in a repository policy',
        given: {
          type: 'aws:ecr/repositoryPolicy:RepositoryPolicy',
          inputs: {
            repository: 'ledger',
            policy: document({ Effect: 'Allow', NotPrincipal: '*', Action: 'ecr:BatchGetImage' }),
          },
        },
        message: 'everybody but a few is trusted by statement 1',
      },
    ],
  },
});
