import { testAccount } from '../testing';
import { logsKeyArn, type Made, made } from './example';

describe('a network with egress none', () => {
  let network: Made;
  beforeAll(async () => {
    network = await made({ mode: 'none' }, 'arn:aws:iam::111122223333:policy/boundary');
  });

  test('has no internet gateway, no NAT, no route and no public subnet', () => {
    for (const kind of ['InternetGateway', 'NatGateway', 'Eip', 'Route', 'Firewall'])
      expect(network.of(kind)).toEqual([]);
    expect(
      network.of('Subnet').map(({ name, inputs }) => [name, inputs.cidrBlock, inputs.mapPublicIpOnLaunch]),
    ).toEqual([
      ['example-control-plane-eu-west-1a', '10.40.224.0/28', false],
      ['example-control-plane-eu-west-1b', '10.40.224.16/28', false],
      ['example-control-plane-eu-west-1c', '10.40.224.32/28', false],
      ['example-node-eu-west-1a', '10.40.0.0/19', false],
      ['example-node-eu-west-1b', '10.40.32.0/19', false],
      ['example-node-eu-west-1c', '10.40.64.0/19', false],
    ]);
  });

  test('hands the subnets out by role', () => {
    const ids = (role: string) => testAccount.zones.map((zone) => network.one('Subnet', `example-${role}-${zone}`).id);

    expect(network.result).toEqual({
      vpcId: network.one('Vpc').id,
      nodeSubnetIds: ids('node'),
      controlPlaneSubnetIds: ids('control-plane'),
      endpointSecurityGroupId: network.one('SecurityGroup', 'example-endpoints').id,
      s3PrefixListId: expect.stringMatching(/^pl-[0-9a-f]{8}$/),
      natIds: [],
    });
  });

  test('has DNS on, as private endpoint names need', () => {
    expect(network.one('Vpc').inputs).toMatchObject({
      cidrBlock: '10.40.0.0/16',
      enableDnsSupport: true,
      enableDnsHostnames: true,
      tags: { 'palisade:cluster': 'example', Name: 'example-vpc' },
    });
  });

  test("leaves nothing in the VPC's defaults", () => {
    expect(network.one('DefaultSecurityGroup').inputs).toMatchObject({ ingress: [], egress: [] });
    expect(network.one('DefaultNetworkAcl').inputs).toMatchObject({ ingress: [], egress: [] });
    expect(network.one('DefaultRouteTable').inputs).toMatchObject({ routes: [] });
  });

  test('has an ACL of its own over each subnet', () => {
    const covered = network.of('NetworkAcl').flatMap(({ inputs }) => inputs.subnetIds);

    expect(network.of('NetworkAcl').map(({ name }) => name)).toEqual(['example-control-plane', 'example-node']);
    expect(covered.sort()).toEqual(
      network
        .of('Subnet')
        .map(({ id }) => id)
        .sort(),
    );
    expect(network.one('NetworkAcl', 'example-control-plane').inputs.ingress[0]).toEqual({
      ruleNo: 100,
      action: 'allow',
      protocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      cidrBlock: '10.40.0.0/19',
    });
  });

  test('offers node subnets, and only those, to internal load balancers', () => {
    const tagged = network.of('Subnet').filter(({ inputs }) => 'kubernetes.io/role/internal-elb' in inputs.tags);

    expect(tagged.map(({ name }) => name)).toEqual([
      'example-node-eu-west-1a',
      'example-node-eu-west-1b',
      'example-node-eu-west-1c',
    ]);
  });

  test('logs every flow to an encrypted group that is kept for a year', () => {
    const group = network.one('LogGroup', 'example-flow-logs');

    expect(group.inputs).toMatchObject({
      name: '/palisade/example/flow-logs',
      kmsKeyId: logsKeyArn,
      retentionInDays: 365,
    });
    expect(network.one('FlowLog').inputs).toMatchObject({
      vpcId: network.result.vpcId,
      trafficType: 'ALL',
      logDestinationType: 'cloud-watch-logs',
      logDestination: 'arn:aws:logs:eu-west-1:111122223333:log-group:/palisade/example/flow-logs',
      iamRoleArn: 'arn:aws:iam::111122223333:role/example-flow-logs',
    });
  });

  test('lets the flow log service of this account only take the delivery role on, for this group only', () => {
    const role = network.one('Role', 'example-flow-logs').inputs;
    const policy = JSON.parse(network.one('RolePolicy', 'example-flow-logs').inputs.policy);

    expect(role.permissionsBoundary).toBe('arn:aws:iam::111122223333:policy/boundary');
    expect(JSON.parse(role.assumeRolePolicy).Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { Service: 'vpc-flow-logs.amazonaws.com' },
        Condition: {
          StringEquals: { 'aws:SourceAccount': '111122223333' },
          ArnLike: { 'aws:SourceArn': 'arn:aws:ec2:eu-west-1:111122223333:vpc-flow-log/*' },
        },
      },
    ]);
    expect(policy.Statement[0]).toEqual({
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      Resource: [
        'arn:aws:logs:eu-west-1:111122223333:log-group:/palisade/example/flow-logs',
        'arn:aws:logs:eu-west-1:111122223333:log-group:/palisade/example/flow-logs:*',
      ],
    });
  });
});
