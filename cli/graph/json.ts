import { type Edge, type Graph, type Node, nodeName, portsText } from './graph';

/** The graph for programs. `version` changes where the meaning of a field does. */
export function toJson({ workloads, groups, outside, edges, leftOut }: Graph): string {
  const ends = (node: Node) => `${node.type}:${node.id}`;
  const ports = ({ TCP, UDP, SCTP }: Edge['ports']) => ({ TCP, UDP, SCTP });
  const document = {
    version: 1,
    nodes: [
      ...workloads.map(({ id, ...facts }) => ({ id: `workload:${id}`, ...facts })),
      ...groups.map((node) => ({
        id: ends(node),
        type: node.type,
        namespace: node.namespace ?? null,
        name: nodeName(node),
      })),
      ...outside.map(({ id, ...facts }) => ({ id: `outside:${id}`, ...facts })),
    ],
    edges: edges.map((edge) => ({
      from: ends(edge.from),
      to: ends(edge.to),
      state: edge.state,
      text: portsText(edge),
      ports: ports(edge.ports),
      ...(edge.otherPorts === undefined ? {} : { otherPorts: ports(edge.otherPorts) }),
    })),
    leftOut,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}
