import {
  type DeclaredPair,
  outsideText,
  type PortSet,
  type Reachability,
  type Workload,
} from '@palisade/constructs/reachability';
import type { Edge, Graph, GroupNode, Node, Openness, OutsideNode, State, WorkloadNode } from './graph';

/** What an arrow says, whoever its ends are. */
interface Said {
  readonly state: State;
  readonly ports: PortSet;
  readonly otherPorts?: PortSet;
}

/** Workloads at the same end of otherwise equal arrows. */
interface Bundle<Other> {
  readonly other: Other;
  readonly said: Said;
  readonly workloads: Workload[];
}

/**
 * The graph of a model. Workloads that a policy treats alike are one node where they are a whole namespace, or all there
 * are; what is open for lack of policies is told at the nodes, and not by arrows to everything.
 *
 * @param namespace only the workloads of this one, and whom they have to do with
 */
export function buildGraph(model: Reachability, namespace?: string): Graph {
  const isAsked = (workload: Workload) => namespace === undefined || workload.namespace === namespace;
  const nodes = new Nodes(model);
  const bundles = new Bundles<Node>();
  for (const to of model.workloads) {
    const sources = new Bundles<Workload>();
    for (const pair of model.declaredPairs(to)) {
      if (!isAsked(pair.from) && !isAsked(to)) continue;
      const said = saidOf(pair);
      if (said !== undefined) sources.add(to.id, to, said, pair.from);
    }
    for (const { said, workloads } of sources.list) {
      for (const from of nodes.standingFor(workloads, to)) bundles.add(from.id, from, said, to);
    }
  }
  const edges: Edge[] = bundles.list.flatMap(({ other: from, said, workloads }) =>
    nodes.standingFor(workloads, undefined).map((to) => ({ from, to, ...said })),
  );
  const outgoing = new Bundles<OutsideNode>();
  const incoming = new Bundles<OutsideNode>();
  for (const workload of model.workloads.filter(isAsked)) {
    for (const { direction, peer, ports } of model.outside(workload)) {
      const node: OutsideNode =
        peer === 'anyone'
          ? { type: 'outside', id: 'anyone', kind: 'anyone', name: 'anyone' }
          : { type: 'outside', id: `${peer.kind} ${outsideText(peer)}`, kind: peer.kind, name: outsideText(peer) };
      (direction === 'egress' ? outgoing : incoming).add(node.id, node, { state: 'open', ports }, workload);
    }
  }
  for (const { other, said, workloads } of incoming.list) {
    for (const to of nodes.standingFor(workloads, undefined)) edges.push({ from: other, to, ...said });
  }
  for (const { other, said, workloads } of outgoing.list) {
    for (const from of nodes.standingFor(workloads, undefined)) edges.push({ from, to: other, ...said });
  }
  return finish(model, edges, isAsked, nodes);
}

/** What is to be shown of a pair; nothing where a wide rule happens not to be open to this one. */
function saidOf({ open, egress, ingress, mesh, declared }: DeclaredPair): Said | undefined {
  if (!open.isEmpty) return { state: 'open', ports: open };
  const { egress: out, ingress: inward } = declared;
  if (out !== 'narrow' && inward !== 'narrow') return undefined;
  const network = egress.intersection(ingress);
  if (!network.isEmpty && network.intersection(mesh).isEmpty) return { state: 'mesh-refuses', ports: network };
  if (!egress.isEmpty && !ingress.isEmpty) return { state: 'ports-differ', ports: egress, otherPorts: ingress };
  if (!egress.isEmpty && out === 'narrow') return { state: 'receiver-refuses', ports: egress };
  if (!ingress.isEmpty && inward === 'narrow') return { state: 'sender-refuses', ports: ingress };
  return undefined;
}

/** Bundles by one end and what is said. */
class Bundles<Other> {
  readonly #byKey = new Map<string, Bundle<Other>>();

  add(id: string | number, other: Other, said: Said, workload: Workload): void {
    const key = JSON.stringify([id, said.state, `${said.ports}`, `${said.otherPorts ?? ''}`]);
    const known = this.#byKey.get(key);
    if (known) known.workloads.push(workload);
    else this.#byKey.set(key, { other, said, workloads: [workload] });
  }

  get list(): readonly Bundle<Other>[] {
    return [...this.#byKey.values()];
  }
}

/** The nodes of a graph, each once. */
class Nodes {
  readonly #workloads = new Map<number, WorkloadNode>();
  readonly #groups = new Map<string, GroupNode>();

  readonly #sizes = new Map<string, number>();
  readonly #inhabited: readonly string[];

  constructor(readonly model: Reachability) {
    this.#inhabited = [...model.namespaces.keys()].filter((name) => this.#sizeOf(name) > 0);
  }

  /** The fewest nodes that stand for some workloads. A workload at the other end need not be among them. */
  standingFor(workloads: readonly Workload[], otherEnd: Workload | undefined): Node[] {
    const byNamespace = new Map<string, Workload[]>();
    for (const workload of workloads) {
      const own = byNamespace.get(workload.namespace);
      if (own) own.push(workload);
      else byNamespace.set(workload.namespace, [workload]);
    }
    const isWhole = (name: string): boolean => {
      const own = byNamespace.get(name) ?? [];
      const among = otherEnd?.namespace === name && !own.includes(otherEnd) ? 1 : 0;
      return own.length > 0 && own.length + among === this.#sizeOf(name);
    };
    const inhabited = this.#inhabited;
    if (byNamespace.size === inhabited.length && inhabited.length > 1 && inhabited.every(isWhole))
      return [this.#group(undefined)];
    return [...byNamespace].flatMap(([name, own]): Node[] =>
      own.length > 1 && isWhole(name) ? [this.#group(name)] : own.map((workload) => this.workload(workload)),
    );
  }

  workload(workload: Workload): WorkloadNode {
    const known = this.#workloads.get(workload.id);
    if (known) return known;
    const { namespace, kind, name, hostNetwork } = workload;
    const isolation = this.model.isolation(workload);
    const node: WorkloadNode = {
      type: 'workload',
      id: `${namespace}/${kind}/${name}`,
      namespace,
      kind,
      name,
      hostNetwork,
      isInMesh: this.model.isInMesh(workload),
      ingress: isolation.ingress ? 'some' : this.model.isGuardedByMesh(workload) ? 'mesh' : 'free',
      egress: isolation.egress ? 'some' : 'free',
    };
    this.#workloads.set(workload.id, node);
    return node;
  }

  #group(namespace: string | undefined): GroupNode {
    const id = namespace === undefined ? '*' : `${namespace}/*`;
    const node = this.#groups.get(id) ?? { type: 'group', id, namespace };
    this.#groups.set(id, node);
    return node;
  }

  /** Without pods on the node's network, which no selector finds. */
  #sizeOf(name: string): number {
    const known = this.#sizes.get(name);
    if (known !== undefined) return known;
    const { start = 0, end = 0 } = this.model.namespaces.get(name) ?? {};
    const size = this.model.workloads.slice(start, end).filter(({ hostNetwork }) => !hostNetwork).length;
    this.#sizes.set(name, size);
    return size;
  }
}

function finish(model: Reachability, edges: Edge[], isAsked: (workload: Workload) => boolean, nodes: Nodes): Graph {
  const used = new Map<string, Node>();
  for (const workload of model.workloads.filter(isAsked)) {
    const node = nodes.workload(workload);
    used.set(node.id, node);
  }
  for (const node of edges.flatMap(({ from, to }) => [from, to])) used.set(`${node.type} ${node.id}`, node);
  const all = [...new Set(used.values())];
  const touched = { ingress: new Set<string>(), egress: new Set<string>() };
  for (const { from, to, state } of edges) {
    if (state !== 'open') continue;
    touched.egress.add(scope(from));
    touched.ingress.add(scope(to));
  }
  const workloads = all
    .filter((node): node is WorkloadNode => node.type === 'workload')
    .map((node): WorkloadNode => {
      const openness = (direction: 'ingress' | 'egress'): Openness => {
        if (node[direction] !== 'some') return node[direction];
        const places = node.hostNetwork ? [node.id] : [node.id, `${node.namespace}/*`, '*'];
        return places.some((place) => touched[direction].has(place)) ? 'some' : 'none';
      };
      return { ...node, ingress: openness('ingress'), egress: openness('egress') };
    })
    .sort(byId);
  const current = new Map<string, Node>(workloads.map((node) => [node.id, node]));
  return {
    workloads,
    groups: all.filter((node): node is GroupNode => node.type === 'group').sort(byId),
    outside: [
      ...new Map(all.flatMap((node) => (node.type === 'outside' ? [[node.id, node] as const] : []))).values(),
    ].sort(byId),
    edges: edges
      .map((edge) => ({ ...edge, from: newest(edge.from, current), to: newest(edge.to, current) }))
      .sort((a, b) => compare(a.from.id, b.from.id) || compare(a.to.id, b.to.id) || compare(sayingOf(a), sayingOf(b))),
    leftOut: model.leftOut,
  };
}

function newest(node: Node, workloads: ReadonlyMap<string, Node>): Node {
  return node.type === 'workload' ? (workloads.get(node.id) ?? node) : node;
}

function scope(node: Node): string {
  return node.type === 'outside' ? '' : node.id;
}

function sayingOf({ state, ports, otherPorts }: Said): string {
  return `${state} ${ports} ${otherPorts ?? ''}`;
}

function byId(a: Node, b: Node): number {
  return compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
