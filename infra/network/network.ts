import {
  DefaultNetworkAcl,
  DefaultRouteTable,
  DefaultSecurityGroup,
  NetworkAcl,
  RouteTable,
  RouteTableAssociation,
  Subnet,
  Vpc,
} from '@pulumi/aws/ec2';
import { ComponentResource, type ComponentResourceOptions, type Input, type Output } from '@pulumi/pulumi';
import type { Account, NetworkConfig } from '../config';
import { tagsFor } from '../tags';
import { type AclRule, aclRules } from './acl';
import { waysOut } from './egress';
import { interfaceEndpoints, s3Endpoint } from './endpoints';
import { flowLogs } from './flow-logs';
import { type MadeSubnet, type NetworkParts, subnetsOf } from './parts';
import { type PlannedSubnet, planSubnets, type SubnetRole } from './plan';

/** What a {@link Network} is made from. */
export interface NetworkArgs {
  /** The cluster's name: what things are called and tagged. */
  readonly cluster: string;
  readonly account: Account;
  readonly network: NetworkConfig;
  /** Encrypts flow logs and firewall logs. */
  readonly logsKeyArn: Input<string>;
  /** Upper limit on what roles may do. @default none */
  readonly permissionsBoundaryArn?: string | undefined;
  /** Keeps the firewall, where there is one, from being deleted or losing a subnet. @default false */
  readonly deletionProtection?: boolean;
}

/**
 * A VPC over three zones or more, closed unless told otherwise: private subnets for nodes, small ones for the control
 * plane's interfaces, and a way out only where `egress` asks for one. With egress none there is no internet gateway and no
 * public subnet; with none and with firewall, AWS is reached through endpoints inside the VPC.
 *
 * Whatever runs in the VPC should depend on the whole component: nodes that boot before the endpoints or routes are
 * there do not join.
 */
export class Network extends ComponentResource {
  readonly vpcId: Output<string>;
  /** Private subnets for nodes and pods, one a zone. */
  readonly nodeSubnetIds: readonly Output<string>[];
  /** Their IPv4 blocks. */
  readonly nodeSubnetCidrs: readonly string[];
  /** Private subnets for the control plane's interfaces, one a zone. */
  readonly controlPlaneSubnetIds: readonly Output<string>[];
  /** Of the interface endpoints; undefined with egress nat, which has none. */
  readonly endpointSecurityGroupId: Output<string> | undefined;
  /** The list of S3's addresses, for security groups that let to its gateway endpoint. */
  readonly s3PrefixListId: Output<string>;
  /** NAT gateways, one a zone; none with egress none. */
  readonly natIds: readonly Output<string>[];
  /** The public addresses that the outside sees nodes come from. */
  readonly natAddresses: readonly Output<string>[];

  constructor(name: string, args: NetworkArgs, options?: ComponentResourceOptions) {
    super('palisade:infra:Network', name, {}, options);
    const { account, cluster, network } = args;
    const vpc = new Vpc(
      name,
      {
        cidrBlock: network.cidr,
        // Endpoints answer by the services' usual names only where the VPC has both.
        enableDnsSupport: true,
        enableDnsHostnames: true,
        tags: tagsFor(cluster, 'vpc'),
      },
      { parent: this },
    );
    this.closeDefaults(name, cluster, vpc);
    const subnets = planSubnets(network, account.zones).map((planned) => this.subnet(name, cluster, vpc.id, planned));
    const parts: NetworkParts = {
      name,
      cluster,
      account,
      parent: this,
      vpcId: vpc.id,
      subnets,
      nodeRouteTableIds: subnetsOf({ subnets }, 'node').map(({ routeTableId }) => routeTableId),
      logsKeyArn: args.logsKeyArn,
      logRetentionDays: network.flowLogRetentionDays,
      permissionsBoundaryArn: args.permissionsBoundaryArn,
      deletionProtection: args.deletionProtection ?? false,
    };
    this.acls(parts);
    flowLogs(parts);
    this.s3PrefixListId = s3Endpoint(parts);
    this.endpointSecurityGroupId = network.egress.mode === 'nat' ? undefined : interfaceEndpoints(parts);
    const out = network.egress.mode === 'none' ? { natIds: [], addresses: [] } : waysOut(parts, network.egress);

    this.vpcId = vpc.id;
    this.nodeSubnetIds = subnetsOf(parts, 'node').map(({ id }) => id);
    this.nodeSubnetCidrs = subnetsOf(parts, 'node').map(({ cidr }) => cidr);
    this.controlPlaneSubnetIds = subnetsOf(parts, 'control-plane').map(({ id }) => id);
    this.natIds = out.natIds;
    this.natAddresses = out.addresses;
    this.registerOutputs({
      vpcId: this.vpcId,
      nodeSubnetIds: this.nodeSubnetIds,
      controlPlaneSubnetIds: this.controlPlaneSubnetIds,
      natAddresses: this.natAddresses,
    });
  }

  /** What AWS gives every VPC lets too much through for anyone who forgets to say otherwise; here it lets nothing. */
  private closeDefaults(name: string, cluster: string, vpc: Vpc): void {
    const tags = tagsFor(cluster, 'default-unused');
    new DefaultSecurityGroup(`${name}-default`, { vpcId: vpc.id, ingress: [], egress: [], tags }, { parent: this });
    new DefaultNetworkAcl(
      `${name}-default`,
      { defaultNetworkAclId: vpc.defaultNetworkAclId, ingress: [], egress: [], tags },
      // AWS moves a subnet that loses its own ACL to this one; the provider must not fight that.
      { parent: this, ignoreChanges: ['subnetIds'] },
    );
    new DefaultRouteTable(
      `${name}-default`,
      { defaultRouteTableId: vpc.defaultRouteTableId, routes: [], tags },
      { parent: this },
    );
  }

  private subnet(name: string, cluster: string, vpcId: Output<string>, planned: PlannedSubnet): MadeSubnet {
    const { role, zone, cidr } = planned;
    const own = `${name}-${role}-${zone}`;
    const tags = tagsFor(cluster, `${role}-${zone}`);
    const subnet = new Subnet(
      own,
      {
        vpcId,
        availabilityZone: zone,
        cidrBlock: cidr,
        mapPublicIpOnLaunch: false,
        // Where load balancers go that the cluster asks for. The public subnets have no such tag: an internet-facing
        // load balancer is not to appear by the annotation of a Service.
        tags: role === 'node' ? { ...tags, 'kubernetes.io/role/internal-elb': '1' } : tags,
      },
      { parent: this },
    );
    const table = new RouteTable(own, { vpcId, tags }, { parent: this });
    new RouteTableAssociation(own, { subnetId: subnet.id, routeTableId: table.id }, { parent: this });
    return { ...planned, id: subnet.id, routeTableId: table.id };
  }

  private acls(parts: NetworkParts): void {
    const roles = new Set<SubnetRole>(parts.subnets.map(({ role }) => role));
    for (const role of roles) {
      const { ingress, egress } = aclRules(role, parts.subnets);
      new NetworkAcl(
        `${parts.name}-${role}`,
        {
          vpcId: parts.vpcId,
          subnetIds: subnetsOf(parts, role).map(({ id }) => id),
          ingress: ingress.map(numbered),
          egress: egress.map(numbered),
          tags: tagsFor(parts.cluster, role),
        },
        { parent: this },
      );
    }
  }
}

/** Numbers leave gaps, as is the custom. */
function numbered({ action, protocol, fromPort, toPort, peer }: AclRule, index: number) {
  return {
    ruleNo: (index + 1) * 100,
    action,
    protocol: protocol === 'all' ? '-1' : protocol,
    fromPort,
    toPort,
    cidrBlock: peer,
  };
}
