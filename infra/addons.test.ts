import { describe, expect, test } from '@jest/globals';
import { type AddonsArgs, NodeAddons, WorkloadAddons } from './addons';
import { exampleConfig } from './example-config';
import { record, testAccount } from './testing';

const args: AddonsArgs = {
  account: testAccount,
  cluster: { plannedName: 'example', name: 'example' },
  versions: exampleConfig().addons,
};
const volumesKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/volumes';

const nodeAddons = () => record(() => void new NodeAddons('node-addons', args));
const workloadAddons = () => record(() => void new WorkloadAddons('workload-addons', { ...args, volumesKeyArn }));

describe('add-ons', () => {
  test('are six, at the versions of the config, with nothing left behind', async () => {
    const made = [...(await nodeAddons()).of('Addon'), ...(await workloadAddons()).of('Addon')];
    expect(Object.fromEntries(made.map(({ inputs }) => [inputs.addonName, inputs.addonVersion]))).toEqual({
      'vpc-cni': 'v1.20.4-eksbuild.2',
      coredns: 'v1.12.4-eksbuild.1',
      'kube-proxy': 'v1.35.0-eksbuild.2',
      'eks-pod-identity-agent': 'v1.3.10-eksbuild.2',
      'aws-ebs-csi-driver': 'v1.53.0-eksbuild.1',
      'eks-node-monitoring-agent': 'v1.4.2-eksbuild.1',
    });
    for (const { inputs } of made) {
      expect(inputs).toMatchObject({
        clusterName: 'example',
        resolveConflictsOnCreate: 'OVERWRITE',
        resolveConflictsOnUpdate: 'OVERWRITE',
        preserve: false,
      });
    }
  });

  test('those that nodes need are apart from those that need nodes', async () => {
    expect((await nodeAddons()).of('Addon').map(({ name }) => name)).toEqual([
      'eks-node-monitoring-agent',
      'eks-pod-identity-agent',
      'kube-proxy',
      'vpc-cni',
    ]);
    expect((await workloadAddons()).of('Addon').map(({ name }) => name)).toEqual(['aws-ebs-csi-driver', 'coredns']);
  });

  test('the network add-on enforces network policies, with a role of its own', async () => {
    const { one } = await nodeAddons();
    const { inputs } = one('Addon', 'vpc-cni');
    expect(JSON.parse(inputs.configurationValues)).toEqual({ enableNetworkPolicy: 'true' });
    expect(inputs.podIdentityAssociations).toEqual([
      { roleArn: 'arn:aws:iam::111122223333:role/vpc-cni', serviceAccount: 'aws-node' },
    ]);
    expect(one('RolePolicyAttachment').inputs.policyArn).toBe('arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy');
    expect(JSON.parse(one('Role').inputs.assumeRolePolicy).Statement[0].Condition.StringEquals).toMatchObject({
      'aws:RequestTag/kubernetes-namespace': 'kube-system',
      'aws:RequestTag/kubernetes-service-account': 'aws-node',
    });
  });

  test('the volume driver may have EC2 use the volumes key, and no other', async () => {
    const { one } = await workloadAddons();
    expect(one('Addon', 'aws-ebs-csi-driver').inputs.podIdentityAssociations).toEqual([
      { roleArn: 'arn:aws:iam::111122223333:role/aws-ebs-csi-driver', serviceAccount: 'ebs-csi-controller-sa' },
    ]);
    expect(one('RolePolicyAttachment').inputs.policyArn).toBe(
      'arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy',
    );
    expect(JSON.parse(one('RolePolicy').inputs.policy).Statement).toEqual([
      {
        Sid: 'LetEc2UseTheKey',
        Effect: 'Allow',
        Action: ['kms:CreateGrant', 'kms:ListGrants', 'kms:RevokeGrant'],
        Resource: volumesKeyArn,
        Condition: { Bool: { 'kms:GrantIsForAWSResource': 'true' } },
      },
      {
        Sid: 'EncryptVolumes',
        Effect: 'Allow',
        Action: [
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:GenerateDataKeyWithoutPlaintext',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        Resource: volumesKeyArn,
      },
    ]);
  });
});
