import { refuseIpv6Cidr } from '../cidr';
import { region } from '../common';
import { type Fields, link, text } from '../fields';
import { hex } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known } from '../values';
import { routeCidr, routeTargets } from './route-table';

const destinations: Fields = {
  destinationCidrBlock: text({ replaces: true, refuse: routeCidr }),
  destinationIpv6CidrBlock: text({ replaces: true, refuse: refuseIpv6Cidr }),
  destinationPrefixListId: text({ replaces: true }),
};

/** One route; a table holds one a destination. */
export const route: TypeSpec = {
  type: types.route,
  inputs: {
    routeTableId: text({ required: true, replaces: true, link: link(types.routeTable, { mode: 'owned' }) }),
    ...destinations,
    ...routeTargets,
    region,
  },
  deleteBeforeReplace: true,
  id: ({ inputs }) => `r-${inputs.routeTableId}${hex(10, String(destinationOf(inputs)))}`,
  unique: {
    key: (inputs) => {
      const [table, destination] = [known(inputs.routeTableId), known(destinationOf(inputs))];
      return table && destination ? `${table}|${destination}` : undefined;
    },
    property: '',
    reason: (inputs) => `RouteAlreadyExists: The route identified by ${destinationOf(inputs)} already exists.`,
  },
  check: checkRoute,
  outputs: () => ({ origin: 'CreateRoute', state: 'active', instanceId: '', instanceOwnerId: '' }),
};

function destinationOf(inputs: Record<string, unknown>): string | undefined {
  const { destinationCidrBlock, destinationIpv6CidrBlock, destinationPrefixListId } = inputs;
  return (destinationCidrBlock ?? destinationIpv6CidrBlock ?? destinationPrefixListId) as string | undefined;
}

function checkRoute(scene: Scene): void {
  const { inputs } = scene;
  const named = Object.keys(destinations).filter((name) => inputs[name] !== undefined);
  if (named.length !== 1) {
    scene.fail(
      '',
      `InvalidParameterCombination: one of ${Object.keys(destinations).join(', ')} must be specified, found ${named.length}`,
    );
  }
  const targets = Object.keys(routeTargets).filter((name) => inputs[name] !== undefined);
  if (targets.length !== 1) {
    scene.fail(
      '',
      `InvalidParameterCombination: one of ${Object.keys(routeTargets).sort().join(', ')} must be specified, found ${targets.length}`,
    );
  }
  checkGatewayVpc(scene);
}

function checkGatewayVpc(scene: Scene): void {
  const gateway = scene.find(types.internetGateway, 'id', scene.inputs.gatewayId);
  const table = scene.find(types.routeTable, 'id', scene.inputs.routeTableId);
  const [left, right] = [known(gateway?.inputs.vpcId), known(table?.inputs.vpcId)];
  if (gateway && table && left && right && left !== right) {
    scene.fail(
      'gatewayId',
      `InvalidParameterValue: route table ${table.id} and network gateway ${gateway.id} belong to different networks`,
    );
  }
}
