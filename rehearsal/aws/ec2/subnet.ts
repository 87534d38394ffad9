import { contains, overlaps, parseIpv4Cidr } from '@palisade/constructs/cidr';
import { refuseNetworkCidr } from '../cidr';
import { region } from '../common';
import { each, flag, link, tags, text, whole } from '../fields';
import { arn, zoneId } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known } from '../values';

/** A subnet: in one zone, inside its VPC, beside the other subnets. */
export const subnet: TypeSpec = {
  type: types.subnet,
  inputs: {
    vpcId: text({ required: true, replaces: true, link: link(types.vpc) }),
    cidrBlock: text({ replaces: true, refuse: refuseNetworkCidr('InvalidSubnet.Range') }),
    availabilityZone: text({ replaces: true, refuse: refuseZone }),
    availabilityZoneId: text({ replaces: true }),
    mapPublicIpOnLaunch: flag({ fallback: false }),
    assignIpv6AddressOnCreation: flag({ fallback: false }),
    enableDns64: flag({ fallback: false }),
    enableResourceNameDnsARecordOnLaunch: flag({ fallback: false }),
    enableResourceNameDnsAaaaRecordOnLaunch: flag({ fallback: false }),
    ipv6Native: flag({ replaces: true, fallback: false }),
    mapCustomerOwnedIpOnLaunch: flag(),
    privateDnsHostnameTypeOnLaunch: text({ oneOf: ['ip-name', 'resource-name'] }),
    ...each(text({ replaces: true }), 'ipv4IpamPoolId ipv6IpamPoolId outpostArn'),
    ...each(text(), 'customerOwnedIpv4Pool ipv6CidrBlock'),
    ...each(whole(), 'enableLniAtDeviceIndex ipv4NetmaskLength ipv6NetmaskLength'),
    region,
    tags,
  },
  id: ({ hex }) => `subnet-0${hex(16)}`,
  notFound: (value) => `InvalidSubnetID.NotFound: The subnet ID '${value}' does not exist`,
  inUse: (entity) => `DependencyViolation: The subnet '${entity.id}' has dependencies and cannot be deleted.`,
  check: checkRange,
  outputs: ({ id, realm, inputs }) => {
    const zone =
      known(inputs.availabilityZone) ?? realm.zones.find((name) => zoneId(name) === inputs.availabilityZoneId);
    const availabilityZone = zone ?? realm.zones[0] ?? '';
    return {
      arn: arn(realm, 'ec2', `subnet/${id}`),
      availabilityZone,
      availabilityZoneId: zoneId(availabilityZone),
      ownerId: realm.account,
      privateDnsHostnameTypeOnLaunch: inputs.privateDnsHostnameTypeOnLaunch ?? 'ip-name',
    };
  },
};

function refuseZone(value: string, { zones }: { zones: readonly string[] }): string | undefined {
  if (zones.includes(value)) return undefined;
  return (
    `InvalidParameterValue: Value (${value}) for parameter availabilityZone is invalid. ` +
    `Subnets can currently only be created in the following availability zones: ${zones.join(', ')}.`
  );
}

function checkRange(scene: Scene): void {
  const { cidrBlock, vpcId } = scene.inputs;
  if (cidrBlock === undefined) {
    scene.fail('cidrBlock', 'MissingParameter: Either CidrBlock or Ipv4IpamPoolId must be provided');
    return;
  }
  const range = parseIpv4Cidr(known(cidrBlock) ?? '');
  const vpc = scene.find(types.vpc, 'id', vpcId);
  if (!range || !vpc) return;
  const whole = parseIpv4Cidr(known(vpc.inputs.cidrBlock) ?? '');
  if (whole && !contains(whole, range)) {
    scene.fail(
      'cidrBlock',
      `InvalidSubnet.Range: The CIDR '${cidrBlock}' is invalid: it is outside the VPC's ${vpc.inputs.cidrBlock}.`,
    );
  }
  for (const other of scene.others(types.subnet, types.vpc, vpcId)) {
    const taken = parseIpv4Cidr(known(other.inputs.cidrBlock) ?? '');
    if (!taken || !overlaps(taken, range)) continue;
    const owner = other.urn.split('::').pop();
    scene.fail(
      'cidrBlock',
      `InvalidSubnet.Conflict: The CIDR '${cidrBlock}' conflicts with another subnet: ${other.inputs.cidrBlock} of ${owner}`,
    );
  }
}
