import { region } from '../common';
import { link, text } from '../fields';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known } from '../values';

/** The route table of a subnet; a subnet has one. */
export const routeTableAssociation: TypeSpec = {
  type: types.routeTableAssociation,
  inputs: {
    routeTableId: text({ required: true, link: link(types.routeTable) }),
    subnetId: text({ replaces: true, link: link(types.subnet, { mode: 'owned' }) }),
    gatewayId: text({ replaces: true, link: link(types.internetGateway, { mode: 'owned' }) }),
    region,
  },
  id: ({ hex }) => `rtbassoc-0${hex(16)}`,
  unique: {
    key: (inputs) => known(inputs.subnetId) ?? known(inputs.gatewayId),
    property: 'subnetId',
    reason: () =>
      'Resource.AlreadyAssociated: the specified association for the route table conflicts with an existing association',
  },
  check(scene) {
    const { subnetId, gatewayId, routeTableId } = scene.inputs;
    if ((subnetId === undefined) === (gatewayId === undefined)) {
      scene.fail('', 'InvalidParameterCombination: one of gatewayId, subnetId must be specified');
    }
    const subnet = scene.find(types.subnet, 'id', subnetId);
    const table = scene.find(types.routeTable, 'id', routeTableId);
    const [left, right] = [known(subnet?.inputs.vpcId), known(table?.inputs.vpcId)];
    if (subnet && table && left && right && left !== right) {
      scene.fail(
        'routeTableId',
        `InvalidParameterValue: route table ${table.id} and subnet ${subnet.id} belong to different networks`,
      );
    }
  },
};
