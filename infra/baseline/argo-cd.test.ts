import { expect, test } from '@jest/globals';
import { record, testAccount } from '../testing';
import { ArgoCd } from './argo-cd';

test('Argo CD signs people in through IAM Identity Center, with a role that EKS alone may take', async () => {
  const { one, of } = await record(() => {
    new ArgoCd('argo-cd', {
      account: testAccount,
      cluster: { plannedName: 'example', name: 'example' },
      identityCenter: {
        instanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef',
        adminGroups: ['11111111-2222-3333-4444-555555555555'],
      },
    });
  });
  expect(JSON.parse(one('Role').inputs.assumeRolePolicy).Statement).toEqual([
    {
      Sid: 'Service',
      Effect: 'Allow',
      Principal: { Service: 'capabilities.eks.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:TagSession'],
      Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } },
    },
  ]);
  expect([...of('RolePolicy'), ...of('RolePolicyAttachment')]).toEqual([]);
  expect(one('Capability').inputs).toEqual({
    capabilityName: 'argocd',
    type: 'ARGOCD',
    clusterName: 'example',
    roleArn: 'arn:aws:iam::111122223333:role/argo-cd',
    deletePropagationPolicy: 'RETAIN',
    configuration: {
      argoCd: {
        namespace: 'argocd',
        awsIdc: { idcInstanceArn: 'arn:aws:sso:::instance/ssoins-1234567890abcdef' },
        rbacRoleMappings: [
          { role: 'ADMIN', identities: [{ id: '11111111-2222-3333-4444-555555555555', type: 'SSO_GROUP' }] },
        ],
      },
    },
  });
  expect(one('AccessPolicyAssociation').inputs.principalArn).toBe('arn:aws:iam::111122223333:role/argo-cd');
});
