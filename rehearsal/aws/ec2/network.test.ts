import type { Properties } from '../../engine/provider';
import { networkOf, World } from '../testing/world';
import { types } from '../types';

type Network = Awaited<ReturnType<typeof networkOf>>;
let world: World;
let network: Network;

beforeEach(async () => {
  world = new World();
  network = await networkOf(world);
});

const table = 'aws:ec2/routeTable:RouteTable';

const cases: [what: string, type: string, inputs: (n: Network) => Properties, refusals: (n: Network) => string[]][] = [
  [
    'a VPC with host bits',
    types.vpc,
    () => ({ cidrBlock: '10.40.0.1/16' }),
    () => ['cidrBlock: InvalidParameterValue: "10.40.0.1/16" is not a valid CIDR block; did you mean "10.40.0.0/16"?'],
  ],
  [
    'a VPC that is no CIDR',
    types.vpc,
    () => ({ cidrBlock: '10.40/16' }),
    () => ['cidrBlock: InvalidParameterValue: "10.40/16" is not a valid CIDR block: write it like 10.40.0.0/16'],
  ],
  [
    'a VPC too large',
    types.vpc,
    () => ({ cidrBlock: '10.0.0.0/8' }),
    () => ["cidrBlock: InvalidVpc.Range: The CIDR '10.0.0.0/8' is invalid: its prefix must be between /16 and /28."],
  ],
  [
    'a VPC too small',
    types.vpc,
    () => ({ cidrBlock: '10.0.0.0/29' }),
    () => ["cidrBlock: InvalidVpc.Range: The CIDR '10.0.0.0/29' is invalid: its prefix must be between /16 and /28."],
  ],
  [
    'a VPC without range',
    types.vpc,
    () => ({}),
    () => ['cidrBlock: MissingParameter: Either CidrBlock or Ipv4IpamPoolId must be provided'],
  ],
  [
    'a subnet of no VPC',
    types.subnet,
    () => ({ vpcId: 'vpc-0123456789abcdef0', cidrBlock: '10.40.9.0/24' }),
    () => ["vpcId: InvalidVpcID.NotFound: The vpc ID 'vpc-0123456789abcdef0' does not exist"],
  ],
  [
    'a subnet outside its VPC',
    types.subnet,
    ({ vpc }) => ({ vpcId: vpc, cidrBlock: '10.41.0.0/24' }),
    () => ["cidrBlock: InvalidSubnet.Range: The CIDR '10.41.0.0/24' is invalid: it is outside the VPC's 10.40.0.0/16."],
  ],
  [
    'a subnet over another',
    types.subnet,
    ({ vpc }) => ({ vpcId: vpc, cidrBlock: '10.40.2.128/25' }),
    () => [
      "cidrBlock: InvalidSubnet.Conflict: The CIDR '10.40.2.128/25' conflicts with another subnet: 10.40.2.0/24 of c-10.40.2.0/24",
    ],
  ],
  [
    'a subnet in a zone of another region',
    types.subnet,
    ({ vpc }) => ({ vpcId: vpc, cidrBlock: '10.40.9.0/24', availabilityZone: 'us-east-1a' }),
    () => [
      'availabilityZone: InvalidParameterValue: Value (us-east-1a) for parameter availabilityZone is invalid. Subnets can currently only be created in the following availability zones: eu-west-1a, eu-west-1b, eu-west-1c.',
    ],
  ],
  [
    'two routes to one place',
    table,
    ({ vpc }) => ({
      vpcId: vpc,
      routes: [
        { cidrBlock: '0.0.0.0/0', transitGatewayId: 'tgw-1' },
        { cidrBlock: '0.0.0.0/0', transitGatewayId: 'tgw-2' },
      ],
    }),
    () => ['routes[1]: RouteAlreadyExists: The route identified by 0.0.0.0/0 already exists.'],
  ],
  [
    'a route nowhere',
    table,
    ({ vpc }) => ({ vpcId: vpc, routes: [{ cidrBlock: '0.0.0.0/0' }] }),
    () => ['routes[0]: InvalidParameterCombination: a route needs exactly one target, found 0'],
  ],
  [
    'a private NAT gateway with an address',
    types.natGateway,
    ({ a }) => ({ subnetId: a, connectivityType: 'private', allocationId: 'eipalloc-1' }),
    () => ["allocationId: InvalidAllocationID.NotFound: The allocation ID 'eipalloc-1' does not exist"],
  ],
  [
    'an ACL with a rule number twice',
    types.networkAcl,
    ({ vpc }) => ({
      vpcId: vpc,
      ingress: [100, 100].map((ruleNo) => ({
        ruleNo,
        protocol: 'tcp',
        action: 'allow',
        fromPort: 443,
        toPort: 443,
        cidrBlock: '10.40.0.0/16',
      })),
    }),
    () => ['ingress[1].ruleNo: NetworkAclEntryAlreadyExists: The network acl entry identified by 100 already exists.'],
  ],
  [
    'an ACL for a subnet of another VPC',
    types.networkAcl,
    ({ vpc, foreign }) => ({ vpcId: vpc, subnetIds: [foreign] }),
    ({ foreign }) => [
      `subnetIds[0]: InvalidParameterValue: network ACL and subnet ${foreign} belong to different networks`,
    ],
  ],
];

test.each(cases)('%s is refused', async (_, type, inputs, refusals) => {
  expect(await world.refusals(type, inputs(network))).toEqual(refusals(network));
});

test('a NAT gateway needs an internet gateway in its VPC', async () => {
  const address = await world.make(types.eip, 'address', { domain: 'vpc' });
  const inputs = { subnetId: network.a, allocationId: address.id };
  expect(await world.refusals(types.natGateway, inputs)).toEqual([
    `subnetId: Gateway.NotAttached: Network ${network.vpc} has no Internet gateway attached`,
  ]);
  const gateway = await world.make(types.internetGateway, 'gateway', { vpcId: network.vpc });
  const nat = await world.make(types.natGateway, 'nat', inputs);
  expect(nat.state.publicIp).toBe(address.state.publicIp);
  await expect(world.delete(types.internetGateway, 'gateway', gateway.id)).rejects.toThrow(
    `deleting gateway: DependencyViolation: Network ${network.vpc} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway. They are of aws:ec2/natGateway:NatGateway nat (${nat.id})`,
  );
  await expect(world.delete(types.eip, 'address', address.id)).rejects.toThrow(
    `deleting address: InvalidIPAddress.InUse: Address ${address.state.publicIp} is in use. It is used by aws:ec2/natGateway:NatGateway nat (${nat.id})`,
  );
  await world.delete(types.natGateway, 'nat', nat.id);
  await world.delete(types.internetGateway, 'gateway', gateway.id);
});

test('a VPC has one internet gateway', async () => {
  await world.make(types.internetGateway, 'first', { vpcId: network.vpc });
  expect(await world.refusals(types.internetGateway, { vpcId: network.vpc })).toEqual([
    `vpcId: Resource.AlreadyAssociated: Network ${network.vpc} already has an internet gateway attached`,
  ]);
});

test('a route leads to one place, within its network', async () => {
  const gateway = await world.make(types.internetGateway, 'gateway', { vpcId: network.other });
  const routes = await world.make(table, 'routes', { vpcId: network.vpc });
  const inputs = { routeTableId: routes.id, destinationCidrBlock: '0.0.0.0/0', gatewayId: gateway.id };
  expect(await world.refusals(types.route, inputs)).toEqual([
    `gatewayId: InvalidParameterValue: route table ${routes.id} and network gateway ${gateway.id} belong to different networks`,
  ]);
  const onward = {
    routeTableId: routes.id,
    destinationCidrBlock: '0.0.0.0/0',
    transitGatewayId: 'tgw-0123456789abcdef0',
  };
  await world.make(types.route, 'first', onward);
  expect(await world.refusals(types.route, onward)).toEqual([
    ': RouteAlreadyExists: The route identified by 0.0.0.0/0 already exists.',
  ]);
});

test('a subnet has one route table, of its own VPC', async () => {
  const routes = await world.make(table, 'routes', { vpcId: network.vpc });
  const type = 'aws:ec2/routeTableAssociation:RouteTableAssociation';
  expect(await world.refusals(type, { routeTableId: routes.id, subnetId: network.foreign })).toEqual([
    `routeTableId: InvalidParameterValue: route table ${routes.id} and subnet ${network.foreign} belong to different networks`,
  ]);
  const association = await world.make(type, 'association', { routeTableId: routes.id, subnetId: network.a });
  expect(await world.refusals(type, { routeTableId: routes.id, subnetId: network.a })).toEqual([
    'subnetId: Resource.AlreadyAssociated: the specified association for the route table conflicts with an existing association',
  ]);
  await expect(world.delete(table, 'routes', routes.id)).rejects.toThrow(
    `deleting routes: DependencyViolation: The routeTable '${routes.id}' has dependencies and cannot be deleted. It is used by ${type} association (${association.id})`,
  );
});

test('a VPC and a subnet stay while something is in them', async () => {
  await expect(world.delete(types.vpc, 'main', network.vpc)).rejects.toThrow(
    `deleting main: DependencyViolation: The vpc '${network.vpc}' has dependencies and cannot be deleted. It is used by aws:ec2/subnet:Subnet a-10.40.0.0/24 (${network.a})`,
  );
  const endpoint = await world.make(types.vpcEndpoint, 'sts', {
    vpcId: network.vpc,
    serviceName: 'com.amazonaws.eu-west-1.sts',
    vpcEndpointType: 'Interface',
    subnetIds: [network.a],
  });
  await expect(world.delete(types.subnet, 'a', network.a)).rejects.toThrow(
    `deleting a: DependencyViolation: The subnet '${network.a}' has dependencies and cannot be deleted. It is used by aws:ec2/vpcEndpoint:VpcEndpoint sts (${endpoint.id})`,
  );
});

test.each([
  ['a VPC range', types.vpc, { cidrBlock: '10.40.0.0/16' }, { cidrBlock: '10.41.0.0/16' }, ['cidrBlock']],
  ['VPC host names', types.vpc, { enableDnsHostnames: true }, { enableDnsHostnames: false }, []],
  [
    'a subnet zone',
    types.subnet,
    { availabilityZone: 'eu-west-1a' },
    { availabilityZone: 'eu-west-1b' },
    ['availabilityZone'],
  ],
  ['a subnet range', types.subnet, { cidrBlock: '10.40.0.0/24' }, { cidrBlock: '10.40.9.0/24' }, ['cidrBlock']],
  ['subnet tags', types.subnet, { tags: { a: '1' } }, { tags: { a: '2' } }, []],
])('%s: what a change replaces', async (_, type, olds, news, replaces) => {
  expect(await world.replaces(type, olds as Properties, news as Properties)).toEqual(replaces);
});

test('a VPC brings its default group, ACL and route table, and takes them along', async () => {
  const { id, state } = await world.make(types.vpc, 'third', { cidrBlock: '10.60.0.0/16' });
  const adopted = await world.make('aws:ec2/defaultSecurityGroup:DefaultSecurityGroup', 'closed', { vpcId: id });
  expect(adopted.id).toBe(state.defaultSecurityGroupId);
  const acl = 'aws:ec2/defaultNetworkAcl:DefaultNetworkAcl';
  const closed = await world.make(acl, 'closed', { defaultNetworkAclId: state.defaultNetworkAclId ?? '' });
  expect(closed.state.vpcId).toBe(id);
  await world.delete(types.vpc, 'third', id);
  expect(await world.refusals(acl, { defaultNetworkAclId: state.defaultNetworkAclId ?? '' })).toEqual([
    `defaultNetworkAclId: InvalidNetworkAclID.NotFound: The networkAcl ID '${state.defaultNetworkAclId}' does not exist`,
  ]);
});
