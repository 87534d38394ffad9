import { Eip, InternetGateway, NatGateway, Route } from '@pulumi/aws/ec2';
import type { Output } from '@pulumi/pulumi';
import type { NetworkConfig } from '../config';
import { tagsFor } from '../tags';
import { domainFirewall } from './firewall';
import { type NetworkParts, subnetsOf } from './parts';

const everywhere = '0.0.0.0/0';

/** The ways out of a network, by zone. */
export interface WaysOut {
  /** Ids of NAT gateways. */
  readonly natIds: readonly Output<string>[];
  /** The public addresses that the outside sees, for other people's allow lists. */
  readonly addresses: readonly Output<string>[];
}

/**
 * A NAT gateway in each zone, and with mode firewall a firewall endpoint before each, so that traffic stays in its zone
 * and the loss of one cuts off no other:
 *
 * - `nat`: node subnet -> NAT gateway -> internet gateway.
 * - `firewall`: node subnet -> firewall endpoint -> NAT gateway -> internet gateway, and back the same way: the firewall
 *   must see both directions of a conversation to judge it.
 */
export function waysOut(parts: NetworkParts, egress: Exclude<NetworkConfig['egress'], { mode: 'none' }>): WaysOut {
  const { name, cluster, vpcId, parent } = parts;
  const internet = new InternetGateway(`${name}-internet`, { vpcId, tags: tagsFor(cluster, 'internet') }, { parent });
  const gateways = new Map<string, { id: Output<string>; address: Output<string> }>();
  for (const { zone, id: subnetId, routeTableId } of subnetsOf(parts, 'public')) {
    route(parts, `public-${zone}`, { routeTableId, destinationCidrBlock: everywhere, gatewayId: internet.id });
    const address = new Eip(
      `${name}-nat-${zone}`,
      { domain: 'vpc', tags: tagsFor(cluster, `nat-${zone}`) },
      { parent, dependsOn: internet },
    );
    const nat = new NatGateway(
      `${name}-${zone}`,
      { subnetId, allocationId: address.id, connectivityType: 'public', tags: tagsFor(cluster, zone) },
      { parent, dependsOn: internet },
    );
    gateways.set(zone, { id: nat.id, address: address.publicIp });
  }
  const throughNat = (role: 'node' | 'firewall') => {
    for (const { zone, routeTableId } of subnetsOf(parts, role)) {
      const nat = gateways.get(zone);
      if (nat === undefined) throw new Error(`${zone} has no NAT gateway`);
      route(parts, `${role}-${zone}`, { routeTableId, destinationCidrBlock: everywhere, natGatewayId: nat.id });
    }
  };
  if (egress.mode === 'nat') throughNat('node');
  else {
    throughNat('firewall');
    const endpointOf = domainFirewall(parts, egress.domains);
    for (const node of subnetsOf(parts, 'node')) {
      const vpcEndpointId = endpointOf(node.zone);
      route(parts, `node-${node.zone}`, {
        routeTableId: node.routeTableId,
        destinationCidrBlock: everywhere,
        vpcEndpointId,
      });
      const back = subnetsOf(parts, 'public').find(({ zone }) => zone === node.zone);
      if (back === undefined) throw new Error(`${node.zone} has no public subnet`);
      route(parts, `return-${node.zone}`, {
        routeTableId: back.routeTableId,
        destinationCidrBlock: node.cidr,
        vpcEndpointId,
      });
    }
  }
  const all = [...gateways.values()];
  return { natIds: all.map(({ id }) => id), addresses: all.map(({ address }) => address) };
}

type Target = {
  routeTableId: Output<string>;
  destinationCidrBlock: string;
} & ({ gatewayId: Output<string> } | { natGatewayId: Output<string> } | { vpcEndpointId: Output<string> });

function route({ name, parent }: NetworkParts, what: string, target: Target): void {
  new Route(`${name}-${what}`, target, { parent });
}
