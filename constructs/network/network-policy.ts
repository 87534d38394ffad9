import type { Connection, ConnectionPeer } from './connections';
import type { ConnectionPort, Endpoint } from './endpoint';
import { CidrPeer, PodsPeer } from './peer';

/** Spec of a `networking.k8s.io/v1` NetworkPolicy, as far as it is written here. */
export interface NetworkPolicySpec {
  readonly podSelector: LabelSelector;
  readonly policyTypes: readonly ['Ingress', 'Egress'];
  readonly ingress?: readonly { readonly from: readonly PolicyPeer[]; readonly ports: readonly PolicyPort[] }[];
  readonly egress?: readonly { readonly to: readonly PolicyPeer[]; readonly ports: readonly PolicyPort[] }[];
}

interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
}

interface PolicyPort {
  readonly port: number;
  readonly protocol: string;
}

type PolicyPeer =
  | { readonly namespaceSelector: LabelSelector; readonly podSelector: LabelSelector }
  | { readonly podSelector: LabelSelector }
  | { readonly ipBlock: { readonly cidr: string; readonly except?: readonly string[] } };

interface Rule {
  readonly peers: readonly PolicyPeer[];
  readonly ports: readonly PolicyPort[];
}

/** The NetworkPolicy of a workload: closed both ways but for its connections. One rule for each set of ports. */
export function networkPolicySpec(
  endpoint: Endpoint,
  ingress: readonly Connection[],
  egress: readonly Connection[],
): NetworkPolicySpec {
  const from = rules(
    endpoint,
    ingress.map(({ from: peer, ports }) => ({ peer, ports })),
  );
  const to = rules(
    endpoint,
    egress.map(({ to: peer, ports }) => ({ peer, ports })),
  );
  return {
    podSelector: { matchLabels: endpoint.podLabels },
    policyTypes: ['Ingress', 'Egress'],
    ...(from.length > 0 && { ingress: from.map(({ peers, ports }) => ({ from: peers, ports })) }),
    ...(to.length > 0 && { egress: to.map(({ peers, ports }) => ({ to: peers, ports })) }),
  };
}

/**
 * A rule lets each of its peers use each of its ports. So peers that are the same to a policy are put together first, then
 * those whose ports are the same; all in an order that does not depend on that of the declarations.
 */
function rules(
  endpoint: Endpoint,
  connections: readonly { readonly peer: ConnectionPeer; readonly ports: readonly ConnectionPort[] }[],
): Rule[] {
  const portsOf = new Map<string, Map<string, ConnectionPort>>();
  for (const { peer, ports } of connections) {
    const key = JSON.stringify(policyPeer(endpoint, peer));
    const own = portsOf.get(key) ?? new Map<string, ConnectionPort>();
    portsOf.set(key, own);
    for (const port of ports) own.set(portKey(port), port);
  }
  const peersOf = new Map<string, { peers: string[]; ports: readonly PolicyPort[] }>();
  for (const [peer, own] of portsOf) {
    const key = [...own.keys()].sort().join(' ');
    const rule = peersOf.get(key);
    if (rule === undefined) peersOf.set(key, { peers: [peer], ports: policyPorts([...own.values()]) });
    else rule.peers.push(peer);
  }
  return [...peersOf]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { peers, ports }]) => ({ peers: peers.sort().map((peer): PolicyPeer => JSON.parse(peer)), ports }));
}

// In this order, ports sort as text the way they do as numbers.
function portKey({ number, protocol }: ConnectionPort): string {
  return `${String(number).padStart(5, '0')}/${protocol}`;
}

function policyPorts(ports: readonly ConnectionPort[]): PolicyPort[] {
  return [...ports]
    .sort((a, b) => (portKey(a) < portKey(b) ? -1 : 1))
    .map(({ number, protocol }) => ({ port: number, protocol }));
}

function policyPeer(endpoint: Endpoint, peer: ConnectionPeer): PolicyPeer {
  if (peer instanceof CidrPeer) {
    return { ipBlock: { cidr: peer.cidr, ...(peer.except.length > 0 && { except: peer.except }) } };
  }
  const podSelector = { matchLabels: sorted(peer instanceof PodsPeer ? peer.labels : peer.podLabels) };
  if (peer.namespace === endpoint.namespace) return { podSelector };
  // Every namespace has this label from the API server itself, and nobody can give it another value.
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': peer.namespace } };
  return { namespaceSelector, podSelector };
}

function sorted(labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}
