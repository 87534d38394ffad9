import { type Outside, outsideText, type Peers, type Policy, portsAt, type Stage } from './policy';
import { PortSet, type Protocol } from './ports';
import type { Workload } from './workload';

/** Seen from a workload: `egress` is what it sends, `ingress` what it gets. */
export type Direction = 'egress' | 'ingress';

/** Who sits on the other side; `anyone` is somebody that no rule names. */
export type Peer = Workload | Outside | 'anyone';

/** Stages in the order in which they decide. */
export const stages: readonly Stage[] = ['admin', 'namespace', 'baseline'];

/** The policies that have a say about one direction of a workload, sorted by stage, then order. */
export interface Asked {
  readonly subject: Workload;
  readonly direction: Direction;
  readonly policies: readonly Policy[];
}

/** The ports that a workload's own policies let through from or to a peer. */
export function passing({ subject, direction, policies }: Asked, peer: Peer): PortSet {
  if (policies.length === 0) return PortSet.all;
  const destination = destinationOf(subject, direction, peer);
  let open = PortSet.none;
  let undecided = PortSet.all;
  let at = 0;
  for (const stage of stages) {
    let passed = PortSet.none;
    let isolates = false;
    for (; policies[at]?.stage === stage; at += 1) {
      const rules = policies[at]?.[direction];
      isolates ||= rules?.isolates === true;
      for (const { action, peers, ports } of rules?.list ?? []) {
        if (!includes(peers, peer)) continue;
        const matched = portsAt(ports, destination).intersection(undecided);
        if (matched.isEmpty) continue;
        undecided = undecided.difference(matched);
        if (action === 'allow') open = open.union(matched);
        if (action === 'pass') passed = passed.union(matched);
      }
    }
    undecided = isolates ? passed : undecided.union(passed);
  }
  return open.union(undecided);
}

/** The names of the policies that decide about one port: those that match it, or else those that isolate. */
export function deciding(
  { subject, direction, policies }: Asked,
  peer: Peer,
  protocol: Protocol,
  port: number,
  open: boolean,
): string[] {
  const destination = destinationOf(subject, direction, peer);
  const matching = policies.filter((policy) =>
    (policy[direction]?.list ?? []).some(
      ({ action, peers, ports }) =>
        action === (open ? 'allow' : 'deny') &&
        includes(peers, peer) &&
        portsAt(ports, destination).has(protocol, port),
    ),
  );
  const result = matching.length > 0 || open ? matching : policies.filter((policy) => policy[direction]?.isolates);
  return [...new Set(result.map(({ name }) => name))];
}

/** Whose names a port may be given by: those of a workload. */
function destinationOf(subject: Workload, direction: Direction, peer: Peer): Workload | undefined {
  if (direction === 'ingress') return subject;
  return peer !== 'anyone' && 'id' in peer ? peer : undefined;
}

function includes({ everyone, workloads, outside }: Peers, peer: Peer): boolean {
  if (everyone || peer === 'anyone') return everyone;
  if ('id' in peer) return workloads.some((set) => set.has(peer.id));
  const text = outsideText(peer);
  return outside.some((each) => outsideText(each) === text);
}
