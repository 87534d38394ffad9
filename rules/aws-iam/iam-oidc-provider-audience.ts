import { defineRule } from '../rule';

export const iamOidcProviderAudience = defineRule({
  id: 'iam-oidc-provider-audience',
  on: 'aws',
  types: ['aws:iam/openIdConnectProvider:OpenIdConnectProvider'],
  severity: 'medium',
  title: 'Accept cluster tokens for STS only',
  rationale:
    'Every audience in the list is another kind of token that IAM takes: one made for another service, which that service may store or pass on, then opens AWS too.',
  remediation: "Set clientIdLists to ['sts.amazonaws.com'].",
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html',
    },
  ],
  cel: "object.clientIdLists.all(audience, audience.startsWith('sts.amazonaws.com'))",
  message: 'IAM takes tokens for other audiences than STS',
  samples: {
    good: [
      {
        name: 'STS',
        given: {
          type: 'aws:iam/openIdConnectProvider:OpenIdConnectProvider',
          inputs: { url: 'https://oidc.eks.eu-west-1.amazonaws.com/id/BLUE', clientIdLists: ['sts.amazonaws.com'] },
        },
      },
      {
        name: 'STS in China',
        given: {
          type: 'aws:iam/openIdConnectProvider:OpenIdConnectProvider',
          inputs: { url: 'https://oidc.eks.eu-west-1.amazonaws.com/id/BLUE', clientIdLists: ['sts.amazonaws.com.cn'] },
        },
      },
    ],
    bad: [
      {
        name: 'the API server',
        given: {
          type: 'aws:iam/openIdConnectProvider:OpenIdConnectProvider',
          inputs: {
            url: 'https://oidc.eks.eu-west-1.amazonaws.com/id/BLUE',
            clientIdLists: ['https://kubernetes.default.svc'],
          },
        },
        message: 'IAM takes tokens for other audiences than STS',
      },
      {
        name: 'STS and another',
        given: {
          type: 'aws:iam/openIdConnectProvider:OpenIdConnectProvider',
          inputs: {
            url: 'https://oidc.eks.eu-west-1.amazonaws.com/id/BLUE',
            clientIdLists: ['sts.amazonaws.com', 'vault'],
          },
        },
        message: 'IAM takes tokens for other audiences than STS',
      },
      {
        name: 'anything',
        given: {
          type: 'aws:iam/openIdConnectProvider:OpenIdConnectProvider',
          inputs: { url: 'https://oidc.eks.eu-west-1.amazonaws.com/id/BLUE', clientIdLists: ['*'] },
        },
        message: 'IAM takes tokens for other audiences than STS',
      },
    ],
  },
});
