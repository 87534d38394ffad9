import { formatIpv4Cidr } from '@palisade/constructs/cidr';
import type { NetworkConfig } from '../config';
import { cidr, subnetOf } from './cidr';

/** What a subnet is for. Each role has its own routes and network ACL. */
export type SubnetRole = 'node' | 'control-plane' | 'public' | 'firewall';

/** A subnet before it exists. */
export interface PlannedSubnet {
  readonly role: SubnetRole;
  /** Availability zone, such as `eu-west-1a`. */
  readonly zone: string;
  /** IPv4 block. */
  readonly cidr: string;
}

/**
 * Divides a VPC of /16 to /20 among zones.
 *
 * Nodes and pods get an eighth of the VPC in each zone (/19 of a /16: 8,187 addresses that AWS lets one use). The small
 * subnets, a /28 each, lie in the last eighth: 11 addresses are enough for the control plane's interfaces (EKS needs six
 * for an upgrade), for a NAT gateway and for a firewall endpoint. The eighth before it stays free.
 *
 * A zone's letter decides its place, so that adding a zone or changing their order moves no other zone's subnet.
 *
 * @param zones regular zones, whose last letter is a to f.
 */
export function planSubnets(
  network: Pick<NetworkConfig, 'cidr' | 'egress'>,
  zones: readonly string[],
): readonly PlannedSubnet[] {
  const vpc = cidr(network.cidr);
  const small = subnetOf(vpc, vpc.prefixLength + 3, 7);
  const place = (zone: string) => zone.charCodeAt(zone.length - 1) - 'a'.charCodeAt(0);
  const roles: readonly SubnetRole[] = ['node', 'control-plane', ...egressRoles[network.egress.mode]];
  return roles.flatMap((role) =>
    zones.map((zone) => {
      const group = smallGroups.indexOf(role);
      const block =
        group === -1 ? subnetOf(vpc, vpc.prefixLength + 3, place(zone)) : subnetOf(small, 28, group * 8 + place(zone));
      return { role, zone, cidr: formatIpv4Cidr(block) };
    }),
  );
}

/** Subnets that only a way out needs: with egress none there is no public subnet at all. */
const egressRoles: { readonly [mode in NetworkConfig['egress']['mode']]: readonly SubnetRole[] } = {
  none: [],
  nat: ['public'],
  firewall: ['public', 'firewall'],
};

/** Roles with a /28 for each zone, in the order of their places; each has room for eight. */
const smallGroups: readonly SubnetRole[] = ['control-plane', 'public', 'firewall'];
