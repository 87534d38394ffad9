import { testAccount } from '../testing';
import { type Made, made } from './example';

describe('endpoints of a closed network', () => {
  let network: Made;
  beforeAll(async () => {
    network = await made();
  });

  test('reaches AWS through endpoints in every zone, by the usual names', () => {
    const interfaces = network.of('VpcEndpoint').filter(({ inputs }) => inputs.vpcEndpointType === 'Interface');

    expect(interfaces.map(({ inputs }) => inputs.serviceName)).toEqual([
      'com.amazonaws.eu-west-1.ec2',
      'com.amazonaws.eu-west-1.ecr.api',
      'com.amazonaws.eu-west-1.ecr.dkr',
      'com.amazonaws.eu-west-1.eks',
      'com.amazonaws.eu-west-1.eks-auth',
      'com.amazonaws.eu-west-1.elasticloadbalancing',
      'com.amazonaws.eu-west-1.kms',
      'com.amazonaws.eu-west-1.logs',
      'com.amazonaws.eu-west-1.sts',
    ]);
    for (const { inputs } of interfaces) {
      expect(inputs.privateDnsEnabled).toBe(true);
      expect(inputs.subnetIds).toEqual(network.result.nodeSubnetIds);
      expect(inputs.securityGroupIds).toEqual([network.result.endpointSecurityGroupId]);
    }
    expect(network.one('VpcEndpoint', 'example-s3').inputs).toMatchObject({
      serviceName: 'com.amazonaws.eu-west-1.s3',
      vpcEndpointType: 'Gateway',
      routeTableIds: testAccount.zones.map((zone) => network.one('RouteTable', `example-node-${zone}`).id),
    });
  });

  test('admits TLS from node subnets to the endpoints and nothing else', () => {
    expect(network.of('SecurityGroupEgressRule')).toEqual([]);
    expect(
      network
        .of('SecurityGroupIngressRule')
        .map(({ inputs }) => [
          inputs.securityGroupId,
          inputs.cidrIpv4,
          inputs.ipProtocol,
          inputs.fromPort,
          inputs.toPort,
        ]),
    ).toEqual(
      ['10.40.0.0/19', '10.40.32.0/19', '10.40.64.0/19'].map((block) => [
        network.result.endpointSecurityGroupId,
        block,
        'tcp',
        443,
        443,
      ]),
    );
  });
});

describe('endpoint policies', () => {
  let network: Made;
  beforeAll(async () => {
    network = await made();
  });
  const policyOf = (name: string) => JSON.parse(network.one('VpcEndpoint', name).inputs.policy);

  test('every statement has a condition on the account, or names the resources', () => {
    const endpoints = network.of('VpcEndpoint');
    const statements = endpoints.flatMap(({ inputs }) => JSON.parse(inputs.policy).Statement);

    expect(statements).toHaveLength(12);
    for (const { Condition, Resource } of statements) {
      if (Resource === '*') expect(Condition.StringEquals['aws:PrincipalAccount']).toBe('111122223333');
    }
  });

  test("a service whose resources are the account's own is bounded both ways", () => {
    expect(policyOf('example-logs').Statement).toEqual([
      {
        Sid: 'OwnPrincipals',
        Effect: 'Allow',
        Principal: '*',
        Action: 'logs:*',
        Resource: '*',
        Condition: {
          StringEquals: { 'aws:PrincipalAccount': '111122223333', 'aws:ResourceAccount': '111122223333' },
        },
      },
    ]);
  });

  test("web identities, which have no principal yet, get the account's roles only", () => {
    expect(policyOf('example-sts').Statement[1]).toEqual({
      Sid: 'OwnRolesByWebIdentity',
      Effect: 'Allow',
      Principal: '*',
      Action: 'sts:AssumeRoleWithWebIdentity',
      Resource: 'arn:aws:iam::111122223333:role/*',
    });
  });

  test("S3 opens to own buckets and to ECR's layers", () => {
    expect(policyOf('example-s3').Statement.map((s: { Resource: string }) => s.Resource)).toEqual([
      '*',
      'arn:aws:s3:::prod-eu-west-1-starport-layer-bucket/*',
    ]);
  });
});
