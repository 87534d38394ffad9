import { refuseNetworkCidr } from '../cidr';
import { region } from '../common';
import { each, flag, tags, text, whole } from '../fields';
import { arn } from '../realm';
import type { TypeSpec } from '../spec';
import { types } from '../types';

/** A VPC, and the security group, network ACL and route table that come along with it. */
export const vpc: TypeSpec = {
  type: types.vpc,
  inputs: {
    cidrBlock: text({ replaces: true, refuse: refuseNetworkCidr('InvalidVpc.Range') }),
    enableDnsSupport: flag({ fallback: true }),
    enableDnsHostnames: flag(),
    instanceTenancy: text({ fallback: 'default', oneOf: ['default', 'dedicated'] }),
    ...each(flag(), 'assignGeneratedIpv6CidrBlock enableNetworkAddressUsageMetrics'),
    ...each(text(), 'ipv6CidrBlock ipv6CidrBlockNetworkBorderGroup ipv6IpamPoolId'),
    ipv4IpamPoolId: text({ replaces: true }),
    ipv4NetmaskLength: whole({ replaces: true, min: 0, max: 28 }),
    ipv6NetmaskLength: whole(),
    region,
    tags,
  },
  id: ({ hex }) => `vpc-0${hex(16)}`,
  notFound: (value) => `InvalidVpcID.NotFound: The vpc ID '${value}' does not exist`,
  inUse: (entity) => `DependencyViolation: The vpc '${entity.id}' has dependencies and cannot be deleted.`,
  check(scene) {
    const { cidrBlock, ipv4IpamPoolId } = scene.inputs;
    if (cidrBlock === undefined && ipv4IpamPoolId === undefined) {
      scene.fail('cidrBlock', 'MissingParameter: Either CidrBlock or Ipv4IpamPoolId must be provided');
    }
    if (scene.inputs.enableDnsHostnames === true && scene.inputs.enableDnsSupport === false) {
      scene.fail('enableDnsHostnames', 'InvalidParameterValue: enableDnsHostnames needs enableDnsSupport');
    }
  },
  outputs: ({ id, realm, inputs, hex }) => ({
    arn: arn(realm, 'ec2', `vpc/${id}`),
    enableDnsHostnames: inputs.enableDnsHostnames ?? false,
    defaultNetworkAclId: `acl-0${hex(16)}`,
    defaultRouteTableId: `rtb-0${hex(16)}`,
    defaultSecurityGroupId: `sg-0${hex(16)}`,
    dhcpOptionsId: `dopt-0${hex(16)}`,
    mainRouteTableId: `rtb-0${hex(16)}`,
    ownerId: realm.account,
  }),
  implied: ({ id, realm, hex }) => [
    {
      type: types.securityGroup,
      id: `sg-0${hex(16)}`,
      inputs: { name: 'default', description: 'default VPC security group', vpcId: id },
      state: { name: 'default', vpcId: id, arn: arn(realm, 'ec2', `security-group/sg-0${hex(16)}`) },
    },
    {
      type: types.networkAcl,
      id: `acl-0${hex(16)}`,
      inputs: { vpcId: id },
      state: { vpcId: id, arn: arn(realm, 'ec2', `network-acl/acl-0${hex(16)}`) },
    },
    {
      type: types.routeTable,
      id: `rtb-0${hex(16)}`,
      inputs: { vpcId: id },
      state: { vpcId: id, arn: arn(realm, 'ec2', `route-table/rtb-0${hex(16)}`) },
    },
  ],
};
