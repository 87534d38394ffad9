import { describe, expect, test } from '@jest/globals';
import { exampleConfig } from '../example-config';
import { record, testAccount } from '../testing';
import { BaselineRunner } from './runner';
import { stateLocation } from './runner-permissions';

const digest = 'a'.repeat(64);
const delivery = {
  mode: 'runner' as const,
  image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/palisade-runner@sha256:${digest}`,
  source: { bucket: 'example-source', key: 'palisade.zip' },
  backendUrl: 's3://example-state/palisade',
  stack: 'organization/palisade/example-baseline',
};

function standUp(image = delivery.image) {
  const config = exampleConfig();
  return record(() => {
    const runner = new BaselineRunner('runner', {
      account: testAccount,
      cluster: config.cluster,
      controlPlane: { name: 'example', securityGroupId: 'sg-cluster' },
      delivery: { ...delivery, image },
      keys: { ...config.keys, logsKeyArn: 'arn:aws:kms:eu-west-1:111122223333:key/logs' },
      network: {
        vpcId: 'vpc-1',
        nodeSubnetIds: ['subnet-a', 'subnet-b', 'subnet-c'],
        endpointSecurityGroupId: 'sg-endpoints',
        s3PrefixListId: 'pl-s3',
      },
      egress: 'none',
    });
    return { projectName: runner.projectName, roleArn: runner.roleArn };
  });
}

interface Statement {
  Sid: string;
  Action: string[];
  Resource: string[];
  Condition?: object;
}

describe('the baseline runner', () => {
  test('builds inside the node subnets, unprivileged, encrypted and logged', async () => {
    const { one } = await standUp();
    expect(one('Project').inputs).toMatchObject({
      name: 'example-baseline',
      serviceRole: 'arn:aws:iam::111122223333:role/runner',
      encryptionKey: expect.stringMatching(/^arn:aws:kms:eu-west-1:111122223333:key\//),
      concurrentBuildLimit: 1,
      artifacts: { type: 'NO_ARTIFACTS' },
      source: { type: 'S3', location: 'example-source/palisade.zip' },
      environment: { image: delivery.image, imagePullCredentialsType: 'SERVICE_ROLE', privilegedMode: false },
      logsConfig: { cloudwatchLogs: { status: 'ENABLED', groupName: '/aws/codebuild/example-baseline' } },
      vpcConfig: {
        vpcId: 'vpc-1',
        subnets: ['subnet-a', 'subnet-b', 'subnet-c'],
        securityGroupIds: [one('SecurityGroup').id],
      },
    });
    expect(one('LogGroup').inputs).toEqual({
      name: '/aws/codebuild/example-baseline',
      kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/logs',
      retentionInDays: 365,
    });
  });

  test('runs the baseline stack, with its secrets under the key of the runner', async () => {
    const { inputs } = (await standUp()).one('Project');
    const spec = JSON.parse(inputs.source.buildspec);
    expect(spec.env.variables).toEqual({
      PULUMI_BACKEND_URL: 's3://example-state/palisade',
      PULUMI_SKIP_UPDATE_CHECK: 'true',
      PALISADE_STACK: 'organization/palisade/example-baseline',
      PALISADE_SECRETS_PROVIDER: `awskms:///${inputs.encryptionKey}?region=eu-west-1`,
    });
    expect(spec.phases.build.commands).toEqual([
      'set -euo pipefail',
      'pulumi stack select --create --secrets-provider "$PALISADE_SECRETS_PROVIDER" "$PALISADE_STACK"',
      'pulumi up --yes --skip-preview --non-interactive',
    ]);
  });

  test('has a role that CodeBuild may take for this project only', async () => {
    const { Statement } = JSON.parse((await standUp()).one('Role').inputs.assumeRolePolicy);
    expect(Statement[0].Principal).toEqual({ Service: 'codebuild.amazonaws.com' });
    expect(Statement[0].Condition).toEqual({
      StringEquals: { 'aws:SourceAccount': '111122223333' },
      ArnLike: { 'aws:SourceArn': 'arn:aws:codebuild:eu-west-1:111122223333:project/example-baseline' },
    });
  });

  test('may do on AWS what the build needs, on what it needs', async () => {
    const { one } = await standUp();
    const { Statement } = JSON.parse(one('RolePolicy').inputs.policy) as { Statement: Statement[] };
    const granted = Object.fromEntries(Statement.map(({ Sid, Resource }) => [Sid, Resource]));
    expect(granted).toEqual({
      WriteLog: ['arn:aws:logs:eu-west-1:111122223333:log-group:/aws/codebuild/example-baseline:*'],
      ReadCluster: ['arn:aws:eks:eu-west-1:111122223333:cluster/example'],
      ReadSource: ['arn:aws:s3:::example-source/palisade.zip'],
      KeepState: ['arn:aws:s3:::example-state/palisade/.pulumi/*'],
      FindState: ['arn:aws:s3:::example-state', 'arn:aws:s3:::example-source'],
      UseKey: [one('Project').inputs.encryptionKey],
      SeeNetwork: ['*'],
      TakeInterface: [
        'arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-a',
        'arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-b',
        'arn:aws:ec2:eu-west-1:111122223333:subnet/subnet-c',
        'arn:aws:ec2:eu-west-1:111122223333:network-interface/*',
        `arn:aws:ec2:eu-west-1:111122223333:security-group/${one('SecurityGroup').id}`,
      ],
      GiveInterfaceBack: ['arn:aws:ec2:eu-west-1:111122223333:network-interface/*'],
      LetCodeBuildUseInterface: ['arn:aws:ec2:eu-west-1:111122223333:network-interface/*'],
      SignInToRegistry: ['*'],
      PullImage: ['arn:aws:ecr:eu-west-1:111122223333:repository/palisade-runner'],
    });
    const unbounded = Statement.filter(({ Resource }) => Resource.includes('*')).flatMap(({ Action }) => Action);
    expect(unbounded.filter((action) => !/^(ec2:Describe|ecr:GetAuthorizationToken$)/.test(action))).toEqual([]);
  });

  test('asks for no registry rights where the image is elsewhere', async () => {
    const { one } = await standUp(`registry.example.com/palisade-runner@sha256:${digest}`);
    const { Statement } = JSON.parse(one('RolePolicy').inputs.policy) as { Statement: Statement[] };
    expect(Statement.flatMap(({ Action }) => Action).filter((action) => action.startsWith('ecr:'))).toEqual([]);
  });

  test('has a key that its administrators may not decrypt with', async () => {
    const { Statement } = JSON.parse((await standUp()).one('Key').inputs.policy) as {
      Statement: (Statement & { Principal: { AWS: string[] } })[];
    };
    expect(Statement.map(({ Sid, Principal }) => [Sid, Principal.AWS])).toEqual([
      ['Administer', ['arn:aws:iam::111122223333:role/platform-deployer']],
      ['RecoverAsRootUser', 'arn:aws:iam::111122223333:root'],
      ['EncryptBuildsAndStackSecrets', 'arn:aws:iam::111122223333:role/runner'],
    ]);
    expect(Statement[0]?.Action).not.toContain('kms:Decrypt');
    expect(Statement[1]?.Condition).toEqual({ StringEquals: { 'aws:PrincipalType': 'Account' } });
  });

  test('reaches the API server, the endpoints and S3, and nothing reaches it', async () => {
    const { of, one } = await standUp();
    const group = one('SecurityGroup').id;
    expect(
      of('SecurityGroupEgressRule')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['runner-api', 'runner-endpoints', 'runner-s3']);
    const [ingress, ...more] = of('SecurityGroupIngressRule');
    expect(ingress?.inputs).toMatchObject({ securityGroupId: 'sg-cluster', referencedSecurityGroupId: group });
    expect(more).toEqual([]);
  });

  test('gets into the cluster by an access entry of its own', async () => {
    const { one } = await standUp();
    expect(one('AccessEntry').inputs).toEqual({
      clusterName: 'example',
      principalArn: 'arn:aws:iam::111122223333:role/runner',
      type: 'STANDARD',
    });
    expect(one('AccessPolicyAssociation').inputs.principalArn).toBe('arn:aws:iam::111122223333:role/runner');
  });
});

test.each([
  ['s3://example-state', 'example-state', ''],
  ['s3://example-state/palisade/prod', 'example-state', 'palisade/prod/'],
  ['s3://example-state/palisade/?region=eu-west-1', 'example-state', 'palisade/'],
])('state at %s is in bucket %s under %j', (url, bucket, prefix) => {
  expect(stateLocation(url)).toEqual({ bucket, prefix });
});
