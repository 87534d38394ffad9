import { clusterOf } from '../cluster';
import { ConstructError } from '../construct-error';
import { refuseUnknownClient } from '../mesh/identity';
import { ConnectionSet } from './connection-set';
import { ApiServerDestination, apiServerPorts, DomainDestination } from './destination';
import type { ConnectionPort, Endpoint, Protocol } from './endpoint';
import { CidrPeer, type ConnectionPeer, Peer, PodsPeer } from './peer';
import { sortedPorts } from './port-groups';

/** Which of a peer's ports are meant. */
export interface ConnectionOptions {
  /**
   * Numbers of ports of the one that is connected to.
   *
   * @default - all of its ports
   */
  readonly ports?: readonly number[];
}

/** On which port a domain is connected to. */
export interface DomainOptions {
  /**
   * Number of the port.
   *
   * @default 443 - HTTPS
   */
  readonly port?: number;
  /**
   * Protocol of the port.
   *
   * @default 'TCP'
   */
  readonly protocol?: Protocol;
}

/** Who may open connections to whom, and on which ports. */
export interface Connection {
  /** Who opens it. */
  readonly from: ConnectionPeer;
  /** Whom it is opened to. */
  readonly to: ConnectionPeer | DomainDestination | ApiServerDestination;
  /** Sorted by number, then protocol. */
  readonly ports: readonly ConnectionPort[];
}

/**
 * Lets `from` open connections to `to`. At least one of them is a workload: each workload's side of it becomes a rule of its
 * NetworkPolicy, and, in a mesh, of its authorization. Said twice, it holds once; ports add up. A workload that is on both
 * ends lets its own replicas talk to each other.
 *
 * @throws ConstructError where the one connected to has no such port, or no ports at all, and where a mesh would not know
 * who connects
 */
export function connect(from: ConnectionPeer, to: ConnectionPeer, options: ConnectionOptions = {}): void {
  const declaredOn = isEndpoint(from) ? from : to;
  if (!isEndpoint(declaredOn)) {
    throw new ConstructError(describe(from), [
      {
        found: `neither it nor ${describe(to)} is a workload of this app`,
        write: 'Connect a workload with one of them',
      },
    ]);
  }
  const ports = chosenPorts(declaredOn, to, options);
  if (isEndpoint(to)) refuseUnknownClient(from, to, ports);
  const connection: Connection = { from, to, ports };
  if (isEndpoint(from)) ConnectionSet.of(from).addEgress(keyOf(to), connection);
  if (isEndpoint(to)) ConnectionSet.of(to).addIngress(keyOf(from), connection);
}

/** Lets a workload connect to a peer. See {@link connect}. */
export function allowTo(endpoint: Endpoint, peer: ConnectionPeer, options?: ConnectionOptions): void {
  connect(endpoint, peer, options);
}

/** Lets a peer connect to a workload. See {@link connect}. */
export function allowFrom(endpoint: Endpoint, peer: ConnectionPeer, options?: ConnectionOptions): void {
  connect(peer, endpoint, options);
}

/**
 * Lets in what a workload is exposed by: the pods of an ingress controller or gateway, or the addresses of a load balancer
 * that connects to pods itself. In a mesh the gateway is in it too, and is known by its service account; addresses are not.
 *
 * @throws ConstructError as {@link connect} does
 */
export function allowFromIngress(endpoint: Endpoint, gateway: PodsPeer | CidrPeer, options?: ConnectionOptions): void {
  connect(gateway, endpoint, options);
}

/**
 * Lets a workload connect to a domain outside of the cluster. The domain's addresses are learnt from the cluster's DNS as it
 * answers the workload, by Cilium or by Calico; a plain NetworkPolicy knows no names.
 *
 * @param domain - a name such as `api.example.com`; or `*.example.com` for the names below, not for `example.com` itself:
 * one label more for Cilium, one or more for Calico
 * @throws ConstructError where the domain is none, is inside of the cluster or is the cloud's metadata service, and where
 * the cluster's network policies know no names
 */
export function allowToDomain(endpoint: Endpoint, domain: string, options: DomainOptions = {}): void {
  const to = new DomainDestination(endpoint.node.path, domain, {
    number: options.port ?? 443,
    protocol: options.protocol ?? 'TCP',
  });
  if (clusterOf(endpoint).cni === 'kubernetes') {
    throw new ConstructError(endpoint.node.path, [
      {
        found: `it connects to the domain '${domain}', and a Kubernetes NetworkPolicy knows no names`,
        write: `Name the addresses: allowTo(Peer.cidr('203.0.113.0/24', { ports: [${options.port ?? 443}] })); or say what enforces policies, where it knows names: new App({ cluster: { cni: 'cilium' } })`,
      },
    ]);
  }
  ConnectionSet.of(endpoint).addEgress(JSON.stringify(['domain', domain]), { from: endpoint, to, ports: to.ports });
}

/**
 * Lets a workload connect to the cluster's API server, on ports 443 and 6443: at `apiServerCidrs` of the cluster's facts, or,
 * with Cilium, wherever it is.
 *
 * @throws ConstructError where no addresses are known
 */
export function allowToApiServer(endpoint: Endpoint): void {
  const { cni, apiServerCidrs } = clusterOf(endpoint);
  if (cni === 'cilium') {
    const to = new ApiServerDestination();
    ConnectionSet.of(endpoint).addEgress(JSON.stringify(['api-server']), { from: endpoint, to, ports: to.ports });
    return;
  }
  if (apiServerCidrs.length === 0) {
    throw new ConstructError(endpoint.node.path, [
      {
        found: `it connects to the API server, whose addresses are not known`,
        write: `Name them: new App({ cluster: { apiServerCidrs: ['10.0.0.0/28'] } }); 'kubectl get endpointslices kubernetes' shows them`,
      },
    ]);
  }
  for (const peer of apiServerPeers(apiServerCidrs)) connect(endpoint, peer);
}

const parsed = new WeakMap<readonly string[], readonly CidrPeer[]>();

// Every workload with permissions asks for the same ones.
function apiServerPeers(cidrs: readonly string[]): readonly CidrPeer[] {
  const peers = parsed.get(cidrs) ?? cidrs.map((cidr) => Peer.cidr(cidr, { ports: apiServerPorts }));
  parsed.set(cidrs, peers);
  return peers;
}

/** The connections of a workload: those that it opens, then those that it takes, each in the order of declaration. */
export function connectionsOf(endpoint: Endpoint): readonly Connection[] {
  const own = ConnectionSet.find(endpoint);
  if (own === undefined) return [];
  return [...own.egress(), ...own.ingress().filter(({ from }) => from !== endpoint)];
}

/** Whether a value is a workload and no {@link Peer}. */
function isEndpoint(peer: ConnectionPeer): peer is Endpoint {
  return !(peer instanceof PodsPeer || peer instanceof CidrPeer);
}

/** A peer as error messages name it. */
function describe(peer: ConnectionPeer): string {
  if (peer instanceof CidrPeer) return `Peer.cidr('${peer.cidr}')`;
  if (peer instanceof PodsPeer) return `Peer.pods in '${peer.namespace}'`;
  return peer.node.path;
}

function chosenPorts(
  declaredOn: Endpoint,
  to: ConnectionPeer,
  { ports }: ConnectionOptions,
): readonly ConnectionPort[] {
  const open = sortedPorts(to.ports);
  if (open.length === 0) {
    throw new ConstructError(declaredOn.node.path, [
      {
        found: `${describe(to)} has no ports to connect to`,
        write: isEndpoint(to)
          ? 'Give it a port, or declare the connection in the direction in which it is opened'
          : 'Name them: { ports: [5432] }',
      },
    ]);
  }
  if (ports === undefined) return open;
  const wrong = ports.filter((wanted) => !open.some(({ number }) => number === wanted));
  if (wrong.length > 0 || ports.length === 0) {
    const numbers = [...new Set(open.map(({ number }) => number))].join(', ');
    throw new ConstructError(declaredOn.node.path, [
      {
        found: ports.length === 0 ? 'ports is empty' : `${describe(to)} has no port ${wrong.join(', ')}`,
        write: `Write one or more of its ports (${numbers}), or leave ports out for all of them`,
      },
    ]);
  }
  return open.filter(({ number }) => ports.includes(number));
}

function keyOf(peer: ConnectionPeer): string {
  if (peer instanceof CidrPeer) return JSON.stringify(['cidr', peer.cidr, ...peer.except]);
  if (peer instanceof PodsPeer) {
    const labels = Object.entries(peer.labels).sort(([a], [b]) => (a < b ? -1 : 1));
    return JSON.stringify(['pods', peer.namespace, peer.serviceAccount ?? '', ...labels]);
  }
  return JSON.stringify(['workload', peer.node.path]);
}
