import { region } from '../common';
import { nameOf } from '../deletion';
import { block, each, link, list, tags, text, whole } from '../fields';
import { arn } from '../realm';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known } from '../values';

/** The way to the internet; a VPC has at most one. */
export const internetGateway: TypeSpec = {
  type: types.internetGateway,
  inputs: { vpcId: text({ link: link(types.vpc) }), region, tags },
  id: ({ hex }) => `igw-0${hex(16)}`,
  notFound: (value) => `InvalidInternetGatewayID.NotFound: The internetGateway ID '${value}' does not exist`,
  unique: {
    property: 'vpcId',
    reason: (inputs) => `Resource.AlreadyAssociated: Network ${inputs.vpcId} already has an internet gateway attached`,
  },
  keep(entity, scene) {
    for (const subnet of scene.others(types.subnet, types.vpc, entity.inputs.vpcId)) {
      const [nat] = scene
        .others(types.natGateway, types.subnet, subnet.id)
        .filter((found) => found.inputs.allocationId);
      if (nat) {
        return (
          `DependencyViolation: Network ${entity.inputs.vpcId} has some mapped public address(es). Please unmap those ` +
          `public address(es) before detaching the gateway. They are of ${nameOf(nat)}`
        );
      }
    }
    return undefined;
  },
  outputs: ({ id, realm }) => ({ arn: arn(realm, 'ec2', `internet-gateway/${id}`), ownerId: realm.account }),
};

/** A public address. */
export const eip: TypeSpec = {
  type: types.eip,
  inputs: {
    domain: text({ replaces: true, oneOf: ['vpc', 'standard'] }),
    ...each(text({ replaces: true }), 'address customerOwnedIpv4Pool ipamPoolId networkBorderGroup publicIpv4Pool'),
    ...each(text(), 'associateWithPrivateIp instance networkInterface'),
    region,
    tags,
  },
  id: ({ hex }) => `eipalloc-0${hex(16)}`,
  notFound: (value) => `InvalidAllocationID.NotFound: The allocation ID '${value}' does not exist`,
  inUse: (entity) => `InvalidIPAddress.InUse: Address ${entity.state.publicIp} is in use.`,
  outputs: ({ id, realm, hex, inputs }) => {
    const host = Number.parseInt(hex(2), 16);
    return {
      allocationId: id,
      arn: arn(realm, 'ec2', `elastic-ip/${id}`),
      domain: inputs.domain ?? 'vpc',
      networkBorderGroup: inputs.networkBorderGroup ?? realm.region,
      publicIp: `203.0.113.${host}`,
      publicDns: `ec2-203-0-113-${host}.${realm.region}.compute.amazonaws.com`,
      publicIpv4Pool: inputs.publicIpv4Pool ?? 'amazon',
    };
  },
};

/** Lets a private subnet reach out, and nobody in. */
export const natGateway: TypeSpec = {
  type: types.natGateway,
  inputs: {
    subnetId: text({ replaces: true, link: link(types.subnet) }),
    allocationId: text({ replaces: true, link: link(types.eip) }),
    connectivityType: text({ replaces: true, fallback: 'public', oneOf: ['public', 'private'] }),
    availabilityMode: text({ replaces: true, oneOf: ['zonal', 'regional'] }),
    availabilityZoneAddresses: list(
      block({ allocationIds: list(text()), availabilityZone: text(), availabilityZoneId: text() }),
    ),
    privateIp: text({ replaces: true }),
    secondaryAllocationIds: list(text({ link: link(types.eip) })),
    secondaryPrivateIpAddresses: list(text()),
    secondaryPrivateIpAddressCount: whole({ min: 1 }),
    vpcId: text({ replaces: true, link: link(types.vpc) }),
    region,
    tags,
  },
  id: ({ hex }) => `nat-0${hex(16)}`,
  notFound: (value) => `NatGatewayNotFound: NAT gateway ${value} was not found`,
  unique: {
    property: 'allocationId',
    reason: (inputs) => `Resource.AlreadyAssociated: Elastic IP address [${inputs.allocationId}] is already associated`,
  },
  check(scene) {
    const { subnetId, allocationId, connectivityType, availabilityMode, vpcId } = scene.inputs;
    if (availabilityMode === 'regional') return;
    if (subnetId === undefined)
      scene.fail('subnetId', 'MissingParameter: The request must contain the parameter subnetId');
    if (connectivityType === 'public' && allocationId === undefined) {
      scene.fail('allocationId', 'MissingParameter: The request must contain the parameter allocationId');
    }
    if (connectivityType === 'private' && allocationId !== undefined) {
      scene.fail('allocationId', 'InvalidParameterCombination: a private NAT gateway takes no allocationId');
    }
    const network = known(scene.find(types.subnet, 'id', subnetId)?.inputs.vpcId) ?? known(vpcId);
    const hasGateway = scene.others(types.internetGateway, types.vpc, network).length > 0;
    if (connectivityType === 'public' && network !== undefined && !hasGateway) {
      scene.fail('subnetId', `Gateway.NotAttached: Network ${network} has no Internet gateway attached`);
    }
  },
  outputs: ({ hex, inputs, find }) => ({
    associationId: `eipassoc-0${hex(16)}`,
    networkInterfaceId: `eni-0${hex(16)}`,
    privateIp: inputs.privateIp ?? '10.0.0.4',
    publicIp: find(types.eip, 'id', inputs.allocationId)?.state.publicIp ?? '',
    secondaryPrivateIpAddressCount: inputs.secondaryPrivateIpAddressCount ?? 0,
  }),
};
