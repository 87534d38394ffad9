import { type Cidr, contains, parseCidr } from '../../network/cidr';
import type { ClusterNode } from '../cluster';
import { type FirewallRule, firewallRules, type MachineSettings } from './firewall';

/**
 * `/etc/nftables.conf` of a machine: what its role needs gets in, the rest is dropped and counted. What leaves, and what passes
 * through to pods by their own addresses, is for the network plug-in and its policies, in tables of their own.
 *
 * @see https://wiki.nftables.org/wiki-nftables/index.php/Simple_ruleset_for_a_server and, on ICMPv6, RFC 4890, 4.4.1
 */
export function nftables(cluster: MachineSettings, role: ClusterNode['role']): string {
  const lines = firewallRules(cluster, role).flatMap((rule) => [`# ${rule.name}`, ...linesOf(rule)]);
  return `#!/usr/sbin/nft -f
# Only this table is replaced: those of kube-proxy and of the network plug-in stay.
table inet palisade
delete table inet palisade

table inet palisade {
  chain needed {
    # Addresses that a server of the same link gives: it answers from its own to what was asked of a group.
    ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept
${lines.map((line) => `    ${line}`).join('\n')}
  }

  chain input {
    type filter hook input priority filter; policy drop;

    ct state established,related accept
    ct state invalid drop
    iif lo accept
    # Path MTU discovery and, in IPv6, finding neighbours, and telling switches which of their groups to pass on; pings, within bounds.
    icmp type { destination-unreachable, time-exceeded, parameter-problem } accept
    icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert, mld-listener-query } accept
    icmp type echo-request limit rate 10/second accept
    icmpv6 type echo-request limit rate 10/second accept
    jump needed

    counter comment "dropped"
  }

  # Ports of Services and of pods (hostPort) are sent on to pods before the chain above is asked.
  chain sent-on {
    type filter hook prerouting priority mangle; policy accept;

    ct state established,related accept
    iif lo accept
    fib daddr type != local accept
    jump needed
    meta l4proto { tcp, udp, sctp } counter drop
  }
}
`;
}

/** A line for each family that the rule has addresses of. */
function linesOf({ protocol, ports: [first, last], from }: FirewallRule): string[] {
  const ports = last === undefined ? `${first}` : `${first}-${last}`;
  return ([4, 6] as const).flatMap((family) => {
    const ranges = outermost(from).filter((text) => parseCidr(text)?.family === family);
    if (ranges.length === 0) return [];
    return [`${family === 4 ? 'ip' : 'ip6'} saddr { ${ranges.join(', ')} } ${protocol} dport ${ports} accept`];
  });
}

/** Ranges without those that lie in another: a set of intervals has no two that overlap. */
function outermost(texts: readonly string[]): string[] {
  const ranges = [...new Set(texts)].map((text) => ({ text, range: parseCidr(text) }));
  return ranges
    .filter(({ text, range }) => !ranges.some((other) => other.text !== text && covers(other.range, range)))
    .map(({ text }) => text);
}

function covers(outer: Cidr | undefined, inner: Cidr | undefined): boolean {
  return outer !== undefined && inner !== undefined && contains(outer, inner);
}
