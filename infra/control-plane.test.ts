import { describe, expect, test } from '@jest/globals';
import { LogGroup } from '@pulumi/aws/cloudwatch';
import { RolePolicy, RolePolicyAttachment } from '@pulumi/aws/iam';
import type { ResourceTransformation } from '@pulumi/pulumi';
import type { ClusterConfig } from './config';
import { ControlPlane, type ControlPlaneArgs } from './control-plane';
import { exampleConfig } from './example-config';
import { record, testAccount } from './testing';

function standUp(
  cluster: ClusterConfig = exampleConfig().cluster,
  more: Pick<ControlPlaneArgs, 'permissionsBoundaryArn' | 'callers'> = {},
  watch: ResourceTransformation = () => undefined,
) {
  return record(() => {
    const made = new ControlPlane(
      'cluster',
      {
        account: testAccount,
        cluster,
        network: { vpcId: 'vpc-1', controlPlaneSubnetIds: ['subnet-a', 'subnet-b', 'subnet-c'] },
        keys: {
          secretsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/secrets',
          logsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/logs',
        },
        ...more,
      },
      { transformations: [watch] },
    );
    return { kubeconfig: made.kubeconfig, issuer: made.oidcIssuer, endpoint: made.endpoint };
  });
}

describe('the control plane', () => {
  test('is private, encrypted, logged in full and without hidden administrators', async () => {
    const { inputs } = (await standUp()).one('Cluster');
    expect(inputs).toMatchObject({
      name: 'example',
      version: '1.35',
      accessConfig: { authenticationMode: 'API', bootstrapClusterCreatorAdminPermissions: false },
      bootstrapSelfManagedAddons: false,
      deletionProtection: true,
      enabledClusterLogTypes: ['api', 'audit', 'authenticator', 'controllerManager', 'scheduler'],
      encryptionConfig: {
        resources: ['secrets'],
        provider: { keyArn: 'arn:aws:kms:eu-west-1:111122223333:key/secrets' },
      },
      upgradePolicy: { supportType: 'STANDARD' },
      zonalShiftConfig: { enabled: true },
    });
    expect(inputs.vpcConfig).toEqual({
      subnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
      securityGroupIds: [expect.stringMatching(/^sg-/)],
      endpointPrivateAccess: true,
      endpointPublicAccess: false,
    });
  });

  test('opens a public endpoint to listed blocks only', async () => {
    const cluster: ClusterConfig = {
      ...exampleConfig().cluster,
      endpoint: { access: 'allow-list', cidrs: ['203.0.113.0/24'] },
    };
    expect((await standUp(cluster)).one('Cluster').inputs.vpcConfig).toMatchObject({
      endpointPrivateAccess: true,
      endpointPublicAccess: true,
      publicAccessCidrs: ['203.0.113.0/24'],
    });
  });

  test('logs into a group of ours, encrypted and with retention', async () => {
    expect((await standUp()).one('LogGroup').inputs).toEqual({
      name: '/aws/eks/example/cluster',
      kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/logs',
      retentionInDays: 365,
    });
  });

  test('comes after its log group and its rights, and goes before them', async () => {
    const before: unknown[] = [];
    await standUp(undefined, {}, ({ type, opts }) => {
      if (type === 'aws:eks/cluster:Cluster') before.push(...[opts.dependsOn ?? []].flat());
      return undefined;
    });
    const kinds = [LogGroup, RolePolicyAttachment, RolePolicy].map((kind) =>
      before.some((one) => kind.isInstance(one)),
    );
    expect(kinds).toEqual([true, true, true]);
  });

  test("has a role that EKS may take for this cluster only, and that can't make log groups", async () => {
    const { one } = await standUp();
    expect(JSON.parse(one('Role').inputs.assumeRolePolicy).Statement).toEqual([
      {
        Sid: 'Service',
        Effect: 'Allow',
        Principal: { Service: 'eks.amazonaws.com' },
        Action: ['sts:AssumeRole'],
        Condition: {
          StringEquals: { 'aws:SourceAccount': '111122223333' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:eks:eu-west-1:111122223333:cluster/example' },
        },
      },
    ]);
    expect(one('RolePolicyAttachment').inputs.policyArn).toBe('arn:aws:iam::aws:policy/AmazonEKSClusterPolicy');
    expect(JSON.parse(one('RolePolicy').inputs.policy).Statement).toEqual([
      {
        Sid: 'EncryptSecrets',
        Effect: 'Allow',
        Action: ['kms:Encrypt', 'kms:Decrypt', 'kms:DescribeKey', 'kms:ListGrants'],
        Resource: 'arn:aws:kms:eu-west-1:111122223333:key/secrets',
      },
      { Sid: 'NoLogGroupOfItsOwn', Effect: 'Deny', Action: ['logs:CreateLogGroup'], Resource: '*' },
    ]);
    expect(one('Role').inputs).not.toHaveProperty('permissionsBoundary');
  });

  test('puts the permissions boundary on its role', async () => {
    const boundary = 'arn:aws:iam::111122223333:policy/boundary';
    expect(
      (await standUp(undefined, { permissionsBoundaryArn: boundary })).one('Role').inputs.permissionsBoundary,
    ).toBe(boundary);
  });

  test('lets in whom config lists, by access entry and with no Kubernetes group', async () => {
    const { of, one } = await standUp();
    expect(of('AccessEntry').map(({ inputs }) => inputs)).toEqual([
      { clusterName: 'example', principalArn: 'arn:aws:iam::111122223333:role/platform-admin', type: 'STANDARD' },
    ]);
    expect(one('AccessPolicyAssociation').inputs).toEqual({
      clusterName: 'example',
      principalArn: 'arn:aws:iam::111122223333:role/platform-admin',
      policyArn: 'arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy',
      accessScope: { type: 'cluster' },
    });
  });

  test('registers its OIDC issuer for service accounts, for STS only', async () => {
    const { one, result } = await standUp();
    expect(one('OpenIdConnectProvider').inputs).toEqual({ url: result.issuer, clientIdLists: ['sts.amazonaws.com'] });
    expect(result.issuer).toMatch(/^https:\/\/oidc\.eks\.eu-west-1\.amazonaws\.com\/id\/[0-9A-F]+$/);
  });

  test('has a security group without inline rules', async () => {
    const { inputs } = (await standUp()).one('SecurityGroup');
    expect(inputs).toEqual({
      description: 'Interfaces of the control plane of example',
      vpcId: 'vpc-1',
      tags: { Name: 'example-control-plane' },
    });
  });

  test('lets nobody call it from inside the VPC unless told to, and then on one port', async () => {
    expect((await standUp()).of('SecurityGroupIngressRule')).toEqual([]);
    const { one } = await standUp(undefined, { callers: '10.40.0.0/16' });
    expect(one('SecurityGroupIngressRule').inputs).toEqual({
      description: 'Callers in the VPC to the API server',
      securityGroupId: one('SecurityGroup').id,
      cidrIpv4: '10.40.0.0/16',
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
    });
  });

  test('gives a kubeconfig for its own endpoint', async () => {
    const { result } = await standUp();
    expect(JSON.parse(result.kubeconfig).clusters[0].cluster.server).toBe(result.endpoint);
  });
});
