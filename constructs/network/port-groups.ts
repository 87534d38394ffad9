import type { ConnectionPort } from './endpoint';

/** Peers that may use the same ports. */
export interface PortGroup<Peer> {
  /** Sorted by number, then protocol. */
  readonly ports: readonly ConnectionPort[];
  readonly peers: readonly Peer[];
}

/** Ports without repetitions, sorted by number, then protocol. */
export function sortedPorts(ports: readonly ConnectionPort[]): readonly ConnectionPort[] {
  return ports
    .map(({ number, protocol }) => ({ number, protocol }))
    .sort((a, b) => a.number - b.number || compare(a.protocol, b.protocol))
    .filter((port, index, sorted) => {
      const before = sorted[index - 1];
      return port.number !== before?.number || port.protocol !== before.protocol;
    });
}

// A port as text that sorts the way ports do.
function portKey({ number, protocol }: ConnectionPort): string {
  return `${String(number).padStart(5, '0')}/${protocol}`;
}

/**
 * Puts peers together for rules that let each of their peers use each of their ports. Peers that are written the same are
 * one, with all of their ports. The order does not depend on that of the entries. Peers are plain objects, and those that
 * are the same have their keys in the same order.
 */
export function groupByPorts<Peer>(
  entries: readonly { readonly peer: Peer; readonly ports: readonly ConnectionPort[] }[],
): PortGroup<Peer>[] {
  const byPeer = new Map<string, { readonly peer: Peer; readonly ports: ConnectionPort[] }>();
  for (const { peer, ports } of entries) {
    const key = JSON.stringify(peer);
    const known = byPeer.get(key);
    if (known === undefined) byPeer.set(key, { peer, ports: [...ports] });
    else known.ports.push(...ports);
  }
  const groups = new Map<string, { readonly ports: readonly ConnectionPort[]; readonly peers: [string, Peer][] }>();
  for (const [key, { peer, ports }] of byPeer) {
    const sorted = sortedPorts(ports);
    if (sorted.length === 0) continue;
    const groupKey = sorted.map(portKey).join();
    const known = groups.get(groupKey);
    if (known === undefined) groups.set(groupKey, { ports: sorted, peers: [[key, peer]] });
    else known.peers.push([key, peer]);
  }
  return [...groups]
    .sort(([a], [b]) => compare(a, b))
    .map(([, { ports, peers }]) => ({ ports, peers: peers.sort(([a], [b]) => compare(a, b)).map(([, peer]) => peer) }));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Labels with their names in order. */
export function sortedLabels(labels: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => compare(a, b)));
}
