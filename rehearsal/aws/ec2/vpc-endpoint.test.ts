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
    'an endpoint of an unknown service',
    types.vpcEndpoint,
    ({ vpc }) => ({ vpcId: vpc, serviceName: 'com.amazonaws.eu-west-1.s4' }),
    () => ["serviceName: InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.eu-west-1.s4' does not exist"],
  ],
  [
    'an endpoint of another region',
    types.vpcEndpoint,
    ({ vpc }) => ({ vpcId: vpc, serviceName: 'com.amazonaws.us-east-1.s3' }),
    () => ["serviceName: InvalidServiceName: The Vpc Endpoint Service 'com.amazonaws.us-east-1.s3' does not exist"],
  ],
  [
    'a gateway endpoint of an interface service',
    types.vpcEndpoint,
    ({ vpc }) => ({ vpcId: vpc, serviceName: 'com.amazonaws.eu-west-1.sts' }),
    () => [
      'vpcEndpointType: InvalidParameter: Endpoint type (Gateway) does not match available service types ([Interface]) of com.amazonaws.eu-west-1.sts.',
    ],
  ],
  [
    'two subnets of an endpoint in one zone',
    types.vpcEndpoint,
    ({ vpc, a, a2 }) => ({
      vpcId: vpc,
      serviceName: 'com.amazonaws.eu-west-1.sts',
      vpcEndpointType: 'Interface',
      subnetIds: [a, a2],
    }),
    ({ a2 }) => [
      `subnetIds[1]: DuplicateSubnetsInSameZone: Found another VPC endpoint subnet in the availability zone of ${a2}`,
    ],
  ],
  [
    'an endpoint in a subnet of another VPC',
    types.vpcEndpoint,
    ({ vpc, foreign }) => ({
      vpcId: vpc,
      serviceName: 'com.amazonaws.eu-west-1.sts',
      vpcEndpointType: 'Interface',
      subnetIds: [foreign],
    }),
    ({ foreign, other, vpc }) => [
      `subnetIds[0]: InvalidParameter: ${foreign} belongs to ${other}, not to the endpoint's VPC ${vpc}`,
    ],
  ],
  [
    'private names without DNS host names',
    types.vpcEndpoint,
    ({ other }) => ({
      vpcId: other,
      serviceName: 'com.amazonaws.eu-west-1.sts',
      vpcEndpointType: 'Interface',
      privateDnsEnabled: true,
    }),
    ({ other }) => [
      `privateDnsEnabled: InvalidParameter: Enabling private DNS requires both enableDnsSupport and enableDnsHostnames VPC attributes set to true for ${other}`,
    ],
  ],
  [
    'an endpoint policy without principal',
    types.vpcEndpoint,
    ({ vpc }) => ({
      vpcId: vpc,
      serviceName: 'com.amazonaws.eu-west-1.s3',
      policy: '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}',
    }),
    () => ['policy: InvalidPolicyDocument: Missing required field Principal (Statement[0])'],
  ],
  [
    'a flow log without role',
    'aws:ec2/flowLog:FlowLog',
    ({ vpc }) => ({
      vpcId: vpc,
      trafficType: 'ALL',
      logDestination: 'arn:aws:logs:eu-west-1:111122223333:log-group:gone',
    }),
    () => [
      "iamRoleArn: InvalidParameter: DeliverLogsPermissionArn can't be empty if LogDestinationType is cloud-watch-logs.",
      'logDestination: InvalidParameter: LogDestination: arn:aws:logs:eu-west-1:111122223333:log-group:gone does not exist; it must be the ARN of a log group',
    ],
  ],
  [
    'a flow log every two minutes',
    'aws:ec2/flowLog:FlowLog',
    ({ vpc }) => ({
      vpcId: vpc,
      trafficType: 'ALL',
      logDestinationType: 's3',
      logDestination: 'arn:aws:s3:::logs',
      maxAggregationInterval: 120,
    }),
    () => ['maxAggregationInterval: InvalidParameter: maxAggregationInterval must be 60 or 600 (seconds), got 120'],
  ],
];

test.each(cases)('%s is refused', async (_, type, inputs, refusals) => {
  expect(await world.refusals(type, inputs(network))).toEqual(refusals(network));
});

test('a second gateway endpoint of a service needs other route tables; private names are given once', async () => {
  const routes = await world.make(table, 'routes', { vpcId: network.vpc });
  const s3 = { vpcId: network.vpc, serviceName: 'com.amazonaws.eu-west-1.s3', routeTableIds: [routes.id] };
  const { state } = await world.make(types.vpcEndpoint, 's3', s3);
  expect(await world.refusals(types.vpcEndpoint, s3)).toEqual([
    `routeTableIds: RouteAlreadyExists: route table ${routes.id} already has a route with destination-prefix-list-id ${state.prefixListId}`,
  ]);
  const sts = {
    vpcId: network.vpc,
    serviceName: 'com.amazonaws.eu-west-1.sts',
    vpcEndpointType: 'Interface',
    privateDnsEnabled: true,
  };
  await world.make(types.vpcEndpoint, 'sts', sts);
  expect(await world.refusals(types.vpcEndpoint, sts)).toEqual([
    `privateDnsEnabled: InvalidParameter: private-dns-enabled cannot be set because there is already a conflicting DNS domain for com.amazonaws.eu-west-1.sts in the VPC ${network.vpc}`,
  ]);
});

test.each<[string, string, Properties, Properties, string[]]>([
  [
    'how often a flow log tells',
    'aws:ec2/flowLog:FlowLog',
    { maxAggregationInterval: 60 },
    { maxAggregationInterval: 600 },
    ['maxAggregationInterval'],
  ],
  ['endpoint subnets', types.vpcEndpoint, { subnetIds: ['a'] }, { subnetIds: ['a', 'b'] }, []],
  ["an endpoint's service", types.vpcEndpoint, { serviceName: 'a' }, { serviceName: 'b' }, ['serviceName']],
])('%s: what a change replaces', async (_, type, olds, news, replaces) => {
  expect(await world.replaces(type, olds, news)).toEqual(replaces);
});
