import { defineRule, type StackResource } from '../rule';
import { ofType, readable, refersTo } from './links';
import { aws, requiredAddons, watchingDetector } from './samples';

const SUBNET = 'aws:ec2/subnet:Subnet';
const ASSOCIATION = 'aws:ec2/routeTableAssociation:RouteTableAssociation';
const GATEWAY = 'aws:ec2/internetGateway:InternetGateway';

const cluster = aws('eks/cluster:Cluster', 'blue', { name: 'blue', vpcConfig: { subnetIds: ['subnet-0a'] } });
const subnet = aws('ec2/subnet:Subnet', 'a', { id: 'subnet-0a', vpcId: 'vpc-0blue' });
const gateway = aws('ec2/internetGateway:InternetGateway', 'blue', { id: 'igw-0blue', vpcId: 'vpc-0blue' });
const table = aws('ec2/routeTable:RouteTable', 'a', { id: 'rtb-0a', vpcId: 'vpc-0blue' });
const association = aws('ec2/routeTableAssociation:RouteTableAssociation', 'a', {
  subnetId: 'subnet-0a',
  routeTableId: 'rtb-0a',
});
const others = [...requiredAddons, ...watchingDetector];
const message = 'these of its subnets are routed to an internet gateway: a';

export const privateClusterSubnets = defineRule({
  id: 'private-cluster-subnets',
  on: 'stack',
  severity: 'high',
  title: 'Put control plane and nodes into private subnets',
  rationale:
    'In a subnet that is routed to an internet gateway, one public address and one wide security group rule are all that stands between a node and everybody.',
  remediation:
    'Give the cluster and its node groups subnets whose route tables have no route to an internet gateway; let egress go through a NAT gateway, a firewall or VPC endpoints.',
  references: [{ standard: 'cis-eks', control: '5.4.3' }],
  check: (resources) =>
    [
      ...ofType(resources, 'aws:eks/cluster:Cluster').map((each) => ({ each, input: 'vpcConfig' })),
      ...ofType(resources, 'aws:eks/nodeGroup:NodeGroup').map((each) => ({ each, input: 'subnetIds' })),
    ].flatMap(({ each, input }) => {
      const open = ofType(resources, SUBNET)
        .filter((candidate) => refersTo(each, input, candidate, ['id']))
        .filter((candidate) => isPublic(candidate, resources))
        .map((candidate) => candidate.name);
      if (open.length === 0) return [];
      return [
        {
          resource: each,
          message: `these of its subnets are routed to an internet gateway: ${open.sort().join(', ')}`,
        },
      ];
    }),
  samples: {
    good: [
      { name: 'no gateway', given: [cluster, subnet, table, association] },
      {
        name: 'a gateway for another subnet',
        given: [
          cluster,
          subnet,
          gateway,
          table,
          association,
          aws('ec2/route:Route', 'public', { routeTableId: 'rtb-0public', gatewayId: 'igw-0blue' }),
        ],
      },
      {
        name: 'a NAT gateway',
        given: [
          cluster,
          subnet,
          table,
          association,
          aws('ec2/route:Route', 'a', { routeTableId: 'rtb-0a', natGatewayId: 'nat-0a' }),
        ],
      },
    ],
    bad: [
      {
        name: 'a route of its own',
        given: [
          cluster,
          ...others,
          subnet,
          gateway,
          table,
          association,
          aws('ec2/route:Route', 'a', { routeTableId: 'rtb-0a', gatewayId: 'igw-0blue' }),
        ],
        message,
      },
      {
        name: 'a route inside the table, to a gateway of another stack',
        given: [
          cluster,
          ...others,
          subnet,
          association,
          aws('ec2/routeTable:RouteTable', 'a', {
            id: 'rtb-0a',
            routes: [{ cidrBlock: '0.0.0.0/0', gatewayId: 'igw-0other' }],
          }),
        ],
        message,
      },
      {
        name: "no table of its own, and a route in the VPC's main table",
        given: [
          aws('eks/nodeGroup:NodeGroup', 'workers', { subnetIds: ['subnet-0a'] }),
          subnet,
          aws('ec2/defaultRouteTable:DefaultRouteTable', 'main', {
            id: 'rtb-0main',
            vpcId: 'vpc-0blue',
            routes: [{ cidrBlock: '0.0.0.0/0', gatewayId: 'igw-0blue' }],
          }),
        ],
        message,
      },
    ],
  },
});

function isPublic(candidate: StackResource, resources: readonly StackResource[]): boolean {
  const gateways = ofType(resources, GATEWAY);
  const routes = ofType(resources, 'aws:ec2/route:Route');
  return tablesOf(candidate, resources).some(
    (each) =>
      leadsOut(each, 'routes', gateways) ||
      routes.some((route) => refersTo(route, 'routeTableId', each, ['id']) && leadsOut(route, 'gatewayId', gateways)),
  );
}

/** The table that a subnet is associated with, or else the main table of its VPC. */
function tablesOf(candidate: StackResource, resources: readonly StackResource[]): StackResource[] {
  const own = ofType(resources, ASSOCIATION).filter((each) => refersTo(each, 'subnetId', candidate, ['id']));
  if (own.length === 0) {
    return ofType(resources, 'aws:ec2/defaultRouteTable:DefaultRouteTable').filter(
      (each) => readable(each, 'vpcId') === undefined || readable(each, 'vpcId') === readable(candidate, 'vpcId'),
    );
  }
  return ofType(resources, 'aws:ec2/routeTable:RouteTable').filter((each) =>
    own.some((one) => refersTo(one, 'routeTableId', each, ['id'])),
  );
}

function leadsOut(holder: StackResource, input: string, gateways: readonly StackResource[]): boolean {
  if (gateways.some((each) => refersTo(holder, input, each, ['id']))) return true;
  const value = readable(holder, input);
  // The gateway may belong to another stack; its id still says what it is.
  const targets = Array.isArray(value) ? value.map((route) => (route as { gatewayId?: unknown }).gatewayId) : [value];
  return targets.some((target) => typeof target === 'string' && target.startsWith('igw-'));
}
