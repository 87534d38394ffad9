import { describe, expect, test } from '@jest/globals';
import { irsaTrust, podIdentityTrust, serviceTrust } from './trust-policy';

describe('trust policies', () => {
  test('Pod Identity: one service account of one cluster', () => {
    expect(
      podIdentityTrust({
        accountId: '111122223333',
        clusterArn: 'arn:aws:eks:eu-west-1:111122223333:cluster/prod',
        namespace: 'shop',
        serviceAccount: 'orders',
      }),
    ).toEqual({
      Version: '2012-10-17',
      Statement: [
        {
          Sid: 'PodIdentity',
          Effect: 'Allow',
          Principal: { Service: 'pods.eks.amazonaws.com' },
          Action: ['sts:AssumeRole', 'sts:TagSession'],
          Condition: {
            StringEquals: {
              'aws:SourceAccount': '111122223333',
              'aws:RequestTag/eks-cluster-arn': 'arn:aws:eks:eu-west-1:111122223333:cluster/prod',
              'aws:RequestTag/kubernetes-namespace': 'shop',
              'aws:RequestTag/kubernetes-service-account': 'orders',
            },
          },
        },
      ],
    });
  });

  test.each(['https://oidc.eks.eu-west-1.amazonaws.com/id/ABC', 'oidc.eks.eu-west-1.amazonaws.com/id/ABC'])(
    'IRSA: audience and subject compared whole (%s)',
    (issuer) => {
      const providerArn = 'arn:aws:iam::111122223333:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/ABC';
      const policy = irsaTrust({ providerArn, issuer, namespace: 'shop', serviceAccount: 'orders' });
      expect(policy.Statement).toEqual([
        {
          Sid: 'ServiceAccountToken',
          Effect: 'Allow',
          Principal: { Federated: providerArn },
          Action: ['sts:AssumeRoleWithWebIdentity'],
          Condition: {
            StringEquals: {
              'oidc.eks.eu-west-1.amazonaws.com/id/ABC:aud': 'sts.amazonaws.com',
              'oidc.eks.eu-west-1.amazonaws.com/id/ABC:sub': 'system:serviceaccount:shop:orders',
            },
          },
        },
      ]);
    },
  );

  test('a service: only for this account and this source', () => {
    const sourceArn = 'arn:aws:eks:eu-west-1:111122223333:cluster/prod';
    const policy = serviceTrust({ service: 'eks.amazonaws.com', accountId: '111122223333', sourceArn });
    expect(policy.Statement).toEqual([
      {
        Sid: 'Service',
        Effect: 'Allow',
        Principal: { Service: 'eks.amazonaws.com' },
        Action: ['sts:AssumeRole'],
        Condition: {
          StringEquals: { 'aws:SourceAccount': '111122223333' },
          ArnLike: { 'aws:SourceArn': sourceArn },
        },
      },
    ]);
  });
});
