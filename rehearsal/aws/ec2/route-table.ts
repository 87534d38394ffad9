import { refuseCidr, refuseIpv6Cidr } from '../cidr';
import { region } from '../common';
import { block, each, type Field, link, list, tags, text } from '../fields';
import { arn } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known, rows } from '../values';

const destinations = {
  cidrBlock: text({ refuse: routeCidr }),
  ipv6CidrBlock: text({ refuse: refuseIpv6Cidr }),
  destinationPrefixListId: text(),
};

/** What a route may lead to. */
export const routeTargets = {
  gatewayId: text({
    link: link(types.internetGateway, {
      reason: (value) => `InvalidInternetGatewayID.NotFound: The gateway ID '${value}' does not exist`,
      given: (value) => value === 'local' || value.startsWith('vgw-'),
      mode: 'loose',
    }),
  }),
  natGatewayId: text({ link: link(types.natGateway, { mode: 'loose' }) }),
  vpcEndpointId: text({ refuse: (value) => refuseId(value, 'vpce', 'InvalidVpcEndpointId.NotFound') }),
  ...each(
    text(),
    'carrierGatewayId coreNetworkArn egressOnlyGatewayId localGatewayId networkInterfaceId odbNetworkArn transitGatewayId vpcPeeringConnectionId',
  ),
};

const routes: Field = list(block({ ...destinations, ...routeTargets }));

/** A CIDR that a route leads to: any prefix, no host bits. */
export function routeCidr(value: string): string | undefined {
  const reason = refuseCidr(value);
  return reason === undefined ? undefined : `InvalidParameterValue: ${reason}`;
}

function refuseId(value: string, prefix: string, code: string): string | undefined {
  return new RegExp(`^${prefix}-[0-9a-f]{8,17}$`).test(value) ? undefined : `${code}: The id '${value}' does not exist`;
}

export const routeTable: TypeSpec = {
  type: types.routeTable,
  inputs: {
    vpcId: text({ required: true, replaces: true, link: link(types.vpc) }),
    routes,
    propagatingVgws: list(text()),
    region,
    tags,
  },
  id: ({ hex }) => `rtb-0${hex(16)}`,
  notFound: (value) => `InvalidRouteTableID.NotFound: The routeTable ID '${value}' does not exist`,
  inUse: (entity) => `DependencyViolation: The routeTable '${entity.id}' has dependencies and cannot be deleted.`,
  check: checkRoutes,
  outputs: ({ id, realm, inputs }) => ({
    arn: arn(realm, 'ec2', `route-table/${id}`),
    ownerId: realm.account,
    routes: inputs.routes ?? [],
    propagatingVgws: inputs.propagatingVgws ?? [],
  }),
};

/** The VPC's main route table, taken over so that it holds no routes. */
export const defaultRouteTable: TypeSpec = {
  type: 'aws:ec2/defaultRouteTable:DefaultRouteTable',
  inputs: {
    defaultRouteTableId: text({ required: true, replaces: true, link: link(types.routeTable, { mode: 'owned' }) }),
    routes,
    propagatingVgws: list(text()),
    region,
    tags,
  },
  id: ({ inputs }) => String(inputs.defaultRouteTableId),
  check: checkRoutes,
  outputs: ({ id, realm, inputs, find }) => ({
    arn: arn(realm, 'ec2', `route-table/${id}`),
    ownerId: realm.account,
    routes: inputs.routes ?? [],
    vpcId: find(types.routeTable, 'id', inputs.defaultRouteTableId)?.inputs.vpcId ?? '',
  }),
};

function checkRoutes(scene: Scene): void {
  const seen = new Set<unknown>();
  for (const [index, row] of rows(scene.inputs.routes)) {
    const { cidrBlock, ipv6CidrBlock, destinationPrefixListId, ...targets } = row;
    const destination = cidrBlock ?? ipv6CidrBlock ?? destinationPrefixListId;
    const path = `routes[${index}]`;
    if (destination === undefined)
      scene.fail(path, 'MissingParameter: a route needs cidrBlock, ipv6CidrBlock or destinationPrefixListId');
    if (seen.has(destination))
      scene.fail(path, `RouteAlreadyExists: The route identified by ${destination} already exists.`);
    if (known(destination) !== undefined) seen.add(destination);
    if (Object.keys(targets).length !== 1) {
      scene.fail(
        path,
        `InvalidParameterCombination: a route needs exactly one target, found ${Object.keys(targets).length}`,
      );
    }
  }
}
