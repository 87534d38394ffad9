import type { NetworkConfig } from '../config';
import { record, testAccount } from '../testing';
import { Network } from './network';

const logsKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-4333-8444-555555555555';

function made(egress: NetworkConfig['egress'] = { mode: 'none' }, permissionsBoundaryArn?: string) {
  return record(() => {
    const network = new Network('example', {
      cluster: 'example',
      account: testAccount,
      network: { cidr: '10.40.0.0/16', egress, flowLogRetentionDays: 365 },
      logsKeyArn,
      permissionsBoundaryArn,
    });
    return {
      vpcId: network.vpcId,
      nodeSubnetIds: [...network.nodeSubnetIds],
      controlPlaneSubnetIds: [...network.controlPlaneSubnetIds],
      endpointSecurityGroupId: network.endpointSecurityGroupId,
      s3PrefixListId: network.s3PrefixListId,
      natIds: [...network.natIds],
    };
  });
}

type Made = Awaited<ReturnType<typeof made>>;

/** Every route as `table: destination -> target`, with names instead of ids. */
function routes(made: Made): string[] {
  const names = new Map(made.resources.map(({ id, name }) => [id, name]));
  return made.of('Route').map(({ inputs }) => {
    const target = inputs.gatewayId ?? inputs.natGatewayId ?? inputs.vpcEndpointId;
    return `${names.get(inputs.routeTableId)}: ${inputs.destinationCidrBlock} -> ${names.get(target) ?? target}`;
  });
}

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

describe('a network with egress nat', () => {
  let network: Made;
  beforeAll(async () => {
    network = await made({ mode: 'nat' });
  });

  test('sends each zone out through its own NAT gateway', () => {
    expect(routes(network)).toEqual([
      'example-node-eu-west-1a: 0.0.0.0/0 -> example-eu-west-1a',
      'example-node-eu-west-1b: 0.0.0.0/0 -> example-eu-west-1b',
      'example-node-eu-west-1c: 0.0.0.0/0 -> example-eu-west-1c',
      'example-public-eu-west-1a: 0.0.0.0/0 -> example-internet',
      'example-public-eu-west-1b: 0.0.0.0/0 -> example-internet',
      'example-public-eu-west-1c: 0.0.0.0/0 -> example-internet',
    ]);
    expect(network.result.natIds).toHaveLength(3);
    expect(network.of('Subnet').every(({ inputs }) => inputs.mapPublicIpOnLaunch === false)).toBe(true);
  });

  test('needs no interface endpoints', () => {
    expect(network.of('VpcEndpoint').map(({ name }) => name)).toEqual(['example-s3']);
    expect(network.result.endpointSecurityGroupId).toBeUndefined();
  });
});

describe('a network with egress firewall', () => {
  let network: Made;
  beforeAll(async () => {
    network = await made({ mode: 'firewall', domains: ['registry.example.com', '.example.org'] });
  });

  test('leads out and back through the firewall of the same zone', () => {
    const endpoints = network.of('Route').filter(({ inputs }) => inputs.vpcEndpointId !== undefined);
    const byZone = (zone: string) => endpoints.filter(({ name }) => name.endsWith(zone)).map(({ inputs }) => inputs);

    expect(
      routes(network)
        .map((route) => route.replace(/vpce-\w+/, 'firewall'))
        .sort(),
    ).toEqual(
      ['a', 'b', 'c']
        .flatMap((letter) => [`example-firewall-eu-west-1${letter}: 0.0.0.0/0 -> example-eu-west-1${letter}`])
        .concat(['a', 'b', 'c'].map((letter) => `example-node-eu-west-1${letter}: 0.0.0.0/0 -> firewall`))
        .concat(['a', 'b', 'c'].map((letter) => `example-public-eu-west-1${letter}: 0.0.0.0/0 -> example-internet`))
        .concat([
          'example-public-eu-west-1a: 10.40.0.0/19 -> firewall',
          'example-public-eu-west-1b: 10.40.32.0/19 -> firewall',
          'example-public-eu-west-1c: 10.40.64.0/19 -> firewall',
        ])
        .sort(),
    );
    for (const zone of testAccount.zones) {
      const [out, back] = byZone(zone);
      expect(out?.vpcEndpointId).toMatch(/^vpce-[0-9a-f]{17}$/);
      expect(back?.vpcEndpointId).toBe(out?.vpcEndpointId);
    }
    expect(new Set(endpoints.map(({ inputs }) => inputs.vpcEndpointId)).size).toBe(3);
  });

  test('lets listed domains out by name and drops the rest', () => {
    expect(network.one('RuleGroup').inputs).toMatchObject({
      type: 'STATEFUL',
      ruleGroup: {
        ruleVariables: {
          ipSets: [{ key: 'HOME_NET', ipSet: { definitions: ['10.40.0.0/19', '10.40.32.0/19', '10.40.64.0/19'] } }],
        },
        rulesSource: {
          rulesSourceList: {
            generatedRulesType: 'ALLOWLIST',
            targetTypes: ['TLS_SNI', 'HTTP_HOST'],
            targets: ['registry.example.com', '.example.org'],
          },
        },
        statefulRuleOptions: { ruleOrder: 'STRICT_ORDER' },
      },
    });
    expect(network.one('FirewallPolicy').inputs.firewallPolicy).toMatchObject({
      statelessDefaultActions: ['aws:forward_to_sfe'],
      statefulDefaultActions: ['aws:drop_established', 'aws:alert_established'],
      statefulEngineOptions: { ruleOrder: 'STRICT_ORDER', streamExceptionPolicy: 'DROP' },
    });
  });

  test('logs what it drops to an encrypted group', () => {
    expect(network.one('LogGroup', 'example-firewall').inputs).toMatchObject({
      name: '/palisade/example/firewall',
      kmsKeyId: logsKeyArn,
      retentionInDays: 365,
    });
    expect(network.one('LoggingConfiguration').inputs.loggingConfiguration.logDestinationConfigs).toEqual([
      {
        logType: 'ALERT',
        logDestinationType: 'CloudWatchLogs',
        logDestination: { logGroup: '/palisade/example/firewall' },
      },
      {
        logType: 'FLOW',
        logDestinationType: 'CloudWatchLogs',
        logDestination: { logGroup: '/palisade/example/firewall' },
      },
    ]);
  });

  test('keeps the endpoints, so that AWS need not be on the list', () => {
    expect(network.of('VpcEndpoint')).toHaveLength(10);
  });
});
