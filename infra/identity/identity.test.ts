import { describe, expect, test } from '@jest/globals';
import { exampleConfig } from '../example-config';
import { record, testAccount } from '../testing';
import { Identity } from './index';

const policy = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::orders/*' }],
};
const workload = { name: 'orders', namespace: 'shop', serviceAccount: 'orders', policy };

function standUp(identity: object) {
  return record(
    () =>
      new Identity('identity', {
        account: testAccount,
        identity: exampleConfig({ identity }).identity,
        cluster: {
          plannedName: 'example',
          name: 'example',
          oidcProviderArn: 'arn:aws:iam::111122223333:oidc-provider/oidc.example/id/A',
          oidcIssuer: 'https://oidc.example/id/A',
        },
      }).roleArns,
  );
}

describe('identities of workloads', () => {
  test('by Pod Identity: a role for one service account, and the association', async () => {
    const { one, of, result } = await standUp({ workloads: [workload] });
    expect(JSON.parse(one('Role').inputs.assumeRolePolicy).Statement[0].Condition.StringEquals).toEqual({
      'aws:SourceAccount': '111122223333',
      'aws:RequestTag/eks-cluster-arn': 'arn:aws:eks:eu-west-1:111122223333:cluster/example',
      'aws:RequestTag/kubernetes-namespace': 'shop',
      'aws:RequestTag/kubernetes-service-account': 'orders',
    });
    expect(JSON.parse(one('RolePolicy').inputs.policy)).toEqual(policy);
    expect(of('PodIdentityAssociation').map(({ inputs }) => inputs)).toEqual([
      {
        clusterName: 'example',
        namespace: 'shop',
        serviceAccount: 'orders',
        roleArn: 'arn:aws:iam::111122223333:role/identity-orders',
      },
    ]);
    expect(result).toEqual({ orders: 'arn:aws:iam::111122223333:role/identity-orders' });
  });

  test('by IRSA: a role for one token subject, and no association', async () => {
    const { one, of } = await standUp({ workloads: [{ ...workload, method: 'irsa' }] });
    expect(JSON.parse(one('Role').inputs.assumeRolePolicy).Statement).toEqual([
      {
        Sid: 'ServiceAccountToken',
        Effect: 'Allow',
        Principal: { Federated: 'arn:aws:iam::111122223333:oidc-provider/oidc.example/id/A' },
        Action: ['sts:AssumeRoleWithWebIdentity'],
        Condition: {
          StringEquals: {
            'oidc.example/id/A:aud': 'sts.amazonaws.com',
            'oidc.example/id/A:sub': 'system:serviceaccount:shop:orders',
          },
        },
      },
    ]);
    expect(of('PodIdentityAssociation')).toEqual([]);
  });

  test('under the permissions boundary where there is one', async () => {
    const permissionsBoundaryArn = 'arn:aws:iam::111122223333:policy/boundary';
    const { one } = await standUp({ permissionsBoundaryArn, workloads: [workload] });
    expect(one('Role').inputs.permissionsBoundary).toBe(permissionsBoundaryArn);
  });
});
