import { type Graph, type Node, nodeName, type Openness, portsText, stateText } from './graph';

/** The graph as a flowchart of Mermaid, as forges show it in Markdown. */
export function toMermaid(graph: Graph): string {
  const ids = new Map<Node, string>();
  const idOf = (node: Node): string => {
    const id = ids.get(node) ?? `n${ids.size}`;
    ids.set(node, id);
    return id;
  };
  const lines = ['flowchart LR'];
  const inside = [...graph.workloads, ...graph.groups];
  const names = new Set(inside.flatMap(({ namespace }) => namespace ?? []));
  for (const [index, namespace] of [...names].sort().entries()) {
    lines.push(`  subgraph ns${index}[${quoted(`namespace ${namespace}`)}]`);
    for (const node of inside) if (node.namespace === namespace) lines.push(`    ${nodeLine(node, idOf(node))}`);
    lines.push('  end');
  }
  for (const node of graph.groups) if (node.namespace === undefined) lines.push(`  ${nodeLine(node, idOf(node))}`);
  for (const node of graph.outside) lines.push(`  ${nodeLine(node, idOf(node))}`);
  for (const edge of graph.edges) {
    const text = [portsText(edge), stateText[edge.state]].filter((part) => part !== '').join(': ');
    lines.push(`  ${idOf(edge.from)} ${edge.state === 'open' ? '-->' : '-.->'}|${quoted(text)}| ${idOf(edge.to)}`);
  }
  lines.push('  classDef free stroke:#b35900,stroke-width:2px', '  classDef outside stroke:#6639ba,stroke-width:2px');
  const having = (nodes: readonly Node[]) => nodes.map(idOf).join(',');
  const free = graph.workloads.filter(({ ingress, egress }) => ingress === 'free' || egress === 'free');
  if (free.length > 0) lines.push(`  class ${having(free)} free`);
  if (graph.outside.length > 0) lines.push(`  class ${having(graph.outside)} outside`);
  return `${lines.join('\n')}\n`;
}

function nodeLine(node: Node, id: string): string {
  if (node.type === 'group') return `${id}([${quoted(nodeName(node))}])`;
  if (node.type === 'outside') {
    const detail = node.kind === 'unmatched' ? ['not in these manifests'] : [];
    return `${id}{{${quoted(node.name, ...detail)}}}`;
  }
  return `${id}[${quoted(node.name, node.kind, ...openness(node))}]`;
}

/** How a workload stands, where it is not by its arrows. */
export function openness({ ingress, egress }: { readonly ingress: Openness; readonly egress: Openness }): string[] {
  const inward = { free: 'in: anyone', mesh: 'in: by mesh only', none: 'in: nobody', some: '' }[ingress];
  const outward = { free: 'out: anywhere', mesh: '', none: 'out: nowhere', some: '' }[egress];
  return [inward, outward].filter((text) => text !== '');
}

/** Text that Mermaid reads as nothing but text: whatever could have a meaning is written by its number. */
function quoted(...texts: string[]): string {
  const safe = texts.map((text) =>
    text.replaceAll(/[^A-Za-z0-9 .,:/_()-]/gu, (character) => `#${character.codePointAt(0)};`),
  );
  return `"${safe.join('<br>')}"`;
}
