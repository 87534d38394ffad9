import { ApiObject, Lazy } from 'cdk8s';
import { Construct, type IConstruct } from 'constructs';
import { type Cni, clusterOf, type Mesh } from '../cluster';
import { type Problem, refuse } from '../construct-error';
import { meshOf } from '../mesh/mesh-of';
import { meshProblems } from '../mesh/mesh-problems';
import { authorize } from '../mesh/workload-mesh';
import { calicoDomains, calicoPolicy } from './calico-policy';
import { ciliumPolicySpec } from './cilium-policy';
import type { Connection } from './connections';
import { ApiServerDestination, DomainDestination } from './destination';
import type { ConnectionPort, Endpoint } from './endpoint';
import { networkPolicySpec } from './network-policy';
import { sortedPorts } from './port-groups';

const id = 'Connections';

/**
 * The connections of one workload, and the objects that they make. An object is made when the first connection needs it;
 * what it says is read at synth, when all connections are known.
 */
export class ConnectionSet extends Construct {
  private readonly outgoing = new Map<string, Connection>();
  private readonly incoming = new Map<string, Connection>();
  private readonly mesh: Mesh | undefined;
  private readonly cni: Cni;

  private constructor(private readonly endpoint: Endpoint) {
    super(endpoint, id);
    this.mesh = meshOf(endpoint);
    this.cni = clusterOf(endpoint).cni;
    refuse(endpoint, [...meshProblems(endpoint, this.mesh), ...nameProblems(endpoint.name)]);
    this.policy('Policy', 'networking.k8s.io/v1', 'NetworkPolicy', () =>
      // What must prove who it is must not be let in without that by another policy.
      networkPolicySpec(endpoint, this.mesh === 'cilium' ? [] : this.ingress(), this.egress()),
    );
  }

  /** The set of a workload that has one. */
  static find(endpoint: Endpoint): ConnectionSet | undefined {
    const child: IConstruct | undefined = endpoint.node.tryFindChild(id);
    return child instanceof ConnectionSet ? child : undefined;
  }

  /** The set of a workload, made where there is none. */
  static of(endpoint: Endpoint): ConnectionSet {
    return ConnectionSet.find(endpoint) ?? new ConnectionSet(endpoint);
  }

  /** @param peer - key of the one connected to */
  addEgress(peer: string, connection: Connection): void {
    add(this.outgoing, peer, connection);
    const { to } = connection;
    const named = to instanceof DomainDestination || to instanceof ApiServerDestination;
    if (named && this.cni === 'cilium') this.needCilium();
    if (to instanceof DomainDestination && this.cni === 'calico') this.needCalico(to.ports);
  }

  /** @param peer - key of the one that connects */
  addIngress(peer: string, connection: Connection): void {
    add(this.incoming, peer, connection);
    if (this.mesh === 'cilium') this.needCilium();
    authorize(this, this.endpoint, this.mesh, connection.ports, () => this.ingress());
  }

  egress(): readonly Connection[] {
    return [...this.outgoing.values()];
  }

  ingress(): readonly Connection[] {
    return [...this.incoming.values()];
  }

  private needCilium(): void {
    if (this.node.tryFindChild('Cilium') !== undefined) return;
    this.policy('Cilium', 'cilium.io/v2', 'CiliumNetworkPolicy', () =>
      ciliumPolicySpec(this.endpoint, {
        authenticated: this.mesh === 'cilium' ? this.ingress() : [],
        egress: this.egress(),
      }),
    );
  }

  private needCalico(ports: readonly ConnectionPort[]): void {
    if (this.node.tryFindChild('Domains') === undefined) calicoPolicy(this, this.endpoint, () => this.egress());
    for (const port of ports) calicoDomains(this, this.endpoint, port, () => this.egress());
  }

  private policy(child: string, apiVersion: string, kind: string, spec: () => object): void {
    const { name, namespace } = this.endpoint;
    new ApiObject(this, child, { apiVersion, kind, metadata: { name, namespace }, spec: Lazy.any({ produce: spec }) });
  }
}

function add(connections: Map<string, Connection>, key: string, connection: Connection): void {
  const known = connections.get(key);
  const ports = known === undefined ? connection.ports : sortedPorts([...known.ports, ...connection.ports]);
  connections.set(key, { ...connection, ports });
}

/** Names of a namespace's own policies: of a {@link DefaultDeny}, and of a mesh. */
const taken = ['default-deny', 'allow-dns', 'allow-mesh', 'allow-nothing'];

function nameProblems(name: string): Problem[] {
  if (!taken.includes(name)) return [];
  return [{ found: `a policy of the namespace is named '${name}' too`, write: 'Give the workload another name' }];
}
