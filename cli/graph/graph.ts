import type { LeftOut, PortSet } from '@palisade/constructs/reachability';

/** What stands behind an arrow's end. */
export type Node = WorkloadNode | GroupNode | OutsideNode;

/** How a workload stands in one direction: `free` no policy limits it, `mesh` only a mesh does, `some` by the arrows, `none` not at all. */
export type Openness = 'free' | 'mesh' | 'some' | 'none';

export interface WorkloadNode {
  readonly type: 'workload';
  /** `namespace/Kind/name`. */
  readonly id: string;
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly isInMesh: boolean;
  /** Its pods use the node's network, where policies do not reach. */
  readonly hostNetwork: boolean;
  readonly ingress: Openness;
  readonly egress: Openness;
}

/** Every workload of a namespace, or of all of them. */
export interface GroupNode {
  readonly type: 'group';
  readonly id: string;
  /** Undefined for all namespaces. */
  readonly namespace: string | undefined;
}

/** Something that is no workload of the manifests. */
export interface OutsideNode {
  readonly type: 'outside';
  readonly id: string;
  /** `anyone` is whoever there is; the others are as policies name them. */
  readonly kind: 'anyone' | 'addresses' | 'domain' | 'entity' | 'unmatched';
  readonly name: string;
}

/** `open`, or who is in the way of a connection that a policy allows. */
export type State = 'open' | 'receiver-refuses' | 'sender-refuses' | 'ports-differ' | 'mesh-refuses';

export interface Edge {
  readonly from: Node;
  readonly to: Node;
  readonly state: State;
  /** Where it is open; else what the side that allows it lets through. */
  readonly ports: PortSet;
  /** What the receiver lets in, where ports differ. */
  readonly otherPorts?: PortSet;
}

/** Who may talk to whom. Everything is in a fixed order. */
export interface Graph {
  readonly workloads: readonly WorkloadNode[];
  readonly groups: readonly GroupNode[];
  readonly outside: readonly OutsideNode[];
  readonly edges: readonly Edge[];
  /** What was not understood: the graph is drawn without it. */
  readonly leftOut: readonly LeftOut[];
}

/** The ports of an arrow, for people. */
export function portsText({ ports, otherPorts }: Pick<Edge, 'ports' | 'otherPorts'>): string {
  return otherPorts === undefined ? ports.toString() : `${ports} out, ${otherPorts} in`;
}

/** What a state means, in few words; nothing where a connection is open. */
export const stateText: { readonly [state in State]: string } = {
  open: '',
  'receiver-refuses': 'not let in',
  'sender-refuses': 'not let out',
  'ports-differ': 'ports differ',
  'mesh-refuses': 'mesh refuses',
};

/** What a node is called, without what kind of thing it is. */
export function nodeName(node: Node): string {
  if (node.type === 'group') return node.namespace === undefined ? 'every workload' : `all of ${node.namespace}`;
  return node.name;
}
