import { defineRule } from '../rule';
import { endpointPolicy, vpcEndpoint } from './samples';

export const vpcEndpointPolicy = defineRule({
  id: 'vpc-endpoint-policy',
  on: 'aws',
  types: ['aws:ec2/vpcEndpoint:VpcEndpoint'],
  severity: 'medium',
  title: 'Give VPC endpoints a policy',
  rationale:
    "An endpoint without one carries anybody's credentials to anybody's resources: whoever broke into a pod copies data to a bucket of their own without leaving the private network.",
  remediation:
    'Set policy to a document that names accounts, principals or resources, for example with the condition aws:PrincipalAccount or aws:ResourceAccount.',
  references: [
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html' },
    { standard: 'mitre-attack', control: 'T1567' },
  ],
  cel: `
    given(object, 'policy')
    && !statements(object.policy).exists(s, s.allows
    && s.principals.exists(p, p.id == '*')
    && '*' in s.resources
    && size(s.conditions) == 0)
  `,
  message: "the endpoint serves everybody's resources to everybody",
  samples: {
    good: [
      { name: "the account's principals only", given: vpcEndpoint() },
      {
        name: 'any principal, our resources only',
        given: vpcEndpoint({
          policy: endpointPolicy({ Condition: { StringEquals: { 'aws:ResourceAccount': '123456789012' } } }),
        }),
      },
      {
        name: 'one bucket',
        given: vpcEndpoint({
          policy: endpointPolicy({ Resource: 'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*' }),
        }),
      },
    ],
    bad: [
      {
        name: 'none',
        given: vpcEndpoint({ policy: undefined }),
        message: "the endpoint serves everybody's resources to everybody",
      },
      {
        name: 'one that says nothing',
        given: vpcEndpoint({ policy: endpointPolicy({}) }),
        message: "the endpoint serves everybody's resources to everybody",
      },
      {
        name: 'some actions, for everybody, on everything',
        given: vpcEndpoint({ policy: endpointPolicy({ Principal: { AWS: '*' }, Action: ['ecr:BatchGetImage'] }) }),
        message: "the endpoint serves everybody's resources to everybody",
      },
    ],
  },
});
