import { ApiObject, Lazy } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { ConstructError } from '../construct-error';
import type { ConnectionPort, Endpoint } from './endpoint';
import { networkPolicySpec } from './network-policy';
import { CidrPeer, PodsPeer } from './peer';

/** One end of a connection: a workload of this app, or a {@link Peer}. */
export type ConnectionPeer = Endpoint | PodsPeer | CidrPeer;

/** Which of a peer's ports are meant. */
export interface ConnectionOptions {
  /**
   * Numbers of ports of the one that is connected to.
   *
   * @default - all of its ports
   */
  readonly ports?: readonly number[];
}

/** Who may open connections to whom, and on which ports. */
export interface Connection {
  readonly from: ConnectionPeer;
  readonly to: ConnectionPeer;
  /** Sorted by number, then protocol. */
  readonly ports: readonly ConnectionPort[];
}

/**
 * Lets `from` open connections to `to`. At least one of them is a workload: each workload's side of it becomes a rule of its
 * NetworkPolicy, and, in a mesh, of its authorization. Said twice, it holds once; ports add up. A workload that is on both
 * ends lets its own replicas talk to each other.
 *
 * @throws ConstructError where the one connected to has no such port, or no ports at all, and where a mesh could not know
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
  const connection = { from, to, ports: chosenPorts(declaredOn, to, options) };
  if (isEndpoint(from)) Connections.of(from).add('egress', to, connection);
  if (isEndpoint(to)) Connections.of(to).add('ingress', from, connection);
}

/** Lets a workload connect to a peer. See {@link connect}. */
export function allowTo(endpoint: Endpoint, peer: ConnectionPeer, options?: ConnectionOptions): void {
  connect(endpoint, peer, options);
}

/** Lets a peer connect to a workload. See {@link connect}. */
export function allowFrom(endpoint: Endpoint, peer: ConnectionPeer, options?: ConnectionOptions): void {
  connect(peer, endpoint, options);
}

/** The connections of a workload, in both directions, in the order in which they were first declared. */
export function connectionsOf(endpoint: Endpoint): readonly Connection[] {
  const own = Connections.find(endpoint);
  if (own === undefined) return [];
  const incoming = own.list('ingress').filter(({ from }) => from !== endpoint);
  return [...own.list('egress'), ...incoming];
}

/** Whether a value is a workload and no {@link Peer}. */
export function isEndpoint(peer: ConnectionPeer): peer is Endpoint {
  return !(peer instanceof PodsPeer || peer instanceof CidrPeer);
}

/** A peer as error messages name it. */
export function describe(peer: ConnectionPeer): string {
  if (peer instanceof CidrPeer) return `Peer.cidr('${peer.cidr}')`;
  if (peer instanceof PodsPeer) return `Peer.pods in '${peer.namespace}'`;
  return peer.node.path;
}

type Direction = 'ingress' | 'egress';

/** What a workload's connections are kept in, and what holds the objects that they make. */
class Connections extends Construct {
  private readonly by = { ingress: new Map<string, Connection>(), egress: new Map<string, Connection>() };

  private constructor(private readonly endpoint: Endpoint) {
    super(endpoint, 'Connections');
    new ApiObject(this, 'Policy', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: endpoint.name, namespace: endpoint.namespace },
      spec: Lazy.any({
        produce: () => networkPolicySpec(this.endpoint, this.list('ingress'), this.list('egress')),
      }),
    });
  }

  static find(endpoint: Endpoint): Connections | undefined {
    const child: IConstruct | undefined = endpoint.node.tryFindChild('Connections');
    return child instanceof Connections ? child : undefined;
  }

  static of(endpoint: Endpoint): Connections {
    return Connections.find(endpoint) ?? new Connections(endpoint);
  }

  add(direction: Direction, peer: ConnectionPeer, connection: Connection): void {
    const key = keyOf(peer);
    const known = this.by[direction].get(key);
    this.by[direction].set(
      key,
      known === undefined ? connection : { ...known, ports: merged([...known.ports, ...connection.ports]) },
    );
  }

  list(direction: Direction): readonly Connection[] {
    return [...this.by[direction].values()];
  }
}

function chosenPorts(
  declaredOn: Endpoint,
  to: ConnectionPeer,
  { ports }: ConnectionOptions,
): readonly ConnectionPort[] {
  const open = merged(to.ports);
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
  const numbers = [...new Set(open.map(({ number }) => number))].join(', ');
  const wrong = ports.filter((wanted) => !open.some(({ number }) => number === wanted));
  if (wrong.length > 0 || ports.length === 0) {
    throw new ConstructError(declaredOn.node.path, [
      {
        found: ports.length === 0 ? 'ports is empty' : `${describe(to)} has no port ${wrong.join(', ')}`,
        write: `Write one or more of its ports (${numbers}), or leave ports out for all of them`,
      },
    ]);
  }
  return open.filter(({ number }) => ports.includes(number));
}

function merged(ports: readonly ConnectionPort[]): readonly ConnectionPort[] {
  const byKey = new Map(ports.map(({ number, protocol }) => [`${number}/${protocol}`, { number, protocol }]));
  return [...byKey.values()].sort((a, b) => a.number - b.number || (a.protocol < b.protocol ? -1 : 1));
}

function keyOf(peer: ConnectionPeer): string {
  if (peer instanceof CidrPeer) return JSON.stringify([peer.cidr, ...peer.except]);
  if (peer instanceof PodsPeer) {
    return JSON.stringify([peer.namespace, peer.serviceAccount ?? '', ...Object.entries(peer.labels).sort()]);
  }
  return peer.node.path;
}
