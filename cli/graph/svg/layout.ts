import type { ELK, ElkExtendedEdge, ElkNode } from 'elkjs';
import type { Edge, Graph, Node } from '../graph';
import { edgeLines, type Lines, namespaceTitle, nodeLines } from './words';

/** A rectangle in pixels, from the upper left corner of the picture. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where everything is. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly namespaces: readonly { readonly name: string; readonly box: Box }[];
  readonly nodes: readonly { readonly node: Node; readonly lines: Lines; readonly box: Box }[];
  readonly edges: readonly {
    readonly edge: Edge;
    readonly lines: Lines;
    readonly label: Box;
    /** Along the arrow, from its beginning to its head. */
    readonly points: readonly Point[];
  }[];
}

const options = {
  'elk.algorithm': 'layered',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.randomSeed': '1',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.padding': '[top=8,left=8,bottom=8,right=8]',
  'elk.spacing.nodeNode': '22',
  'elk.spacing.edgeNode': '14',
  'elk.spacing.edgeEdge': '10',
  'elk.spacing.edgeLabel': '3',
  'elk.layered.spacing.nodeNodeBetweenLayers': '30',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.considerModelOrder.strategy': 'PREFER_NODES',
};

/** In pixels: up to here a picture goes from left to right, as texts do; a larger one from top to bottom, as pages do. */
const widest = 1800;
/** Nodes. More than these never fit from left to right, and are not tried. */
const mostAcross = 40;

/** Lays a graph out: the same graph the same way. */
export async function layOut(graph: Graph): Promise<Layout> {
  if (graph.workloads.length + graph.outside.length <= mostAcross) {
    const across = await layOutTo('RIGHT', graph);
    if (across.width <= widest) return across;
  }
  return await layOutTo('DOWN', graph);
}

async function layOutTo(direction: 'RIGHT' | 'DOWN', graph: Graph): Promise<Layout> {
  const ids = new Map<Node, string>();
  const all: Node[] = [...graph.workloads, ...graph.groups, ...graph.outside];
  for (const [index, node] of all.entries()) ids.set(node, `n${index}`);
  const linesOf = new Map(all.map((node) => [node, nodeLines(node)]));
  const leaf = (node: Node): ElkNode => {
    const { width, height } = linesOf.get(node) ?? nodeLines(node);
    return { id: ids.get(node) ?? '', width, height };
  };
  const inside = [...graph.workloads, ...graph.groups];
  const names = [...new Set(inside.flatMap(({ namespace }) => namespace ?? []))].sort();
  const boxes = names.map((name, index): ElkNode => {
    const { width, height } = namespaceTitle(name);
    return {
      id: `ns${index}`,
      children: inside.filter(({ namespace }) => namespace === name).map(leaf),
      layoutOptions: {
        'elk.padding': `[top=${height + 14},left=16,bottom=16,right=16]`,
        'elk.nodeSize.constraints': 'MINIMUM_SIZE',
        'elk.nodeSize.minimum': `(${width + 28},${height + 60})`,
      },
    };
  });
  const free = [...graph.groups.filter(({ namespace }) => namespace === undefined), ...graph.outside];
  const edgesLines = graph.edges.map(edgeLines);
  const edges = graph.edges.map(({ from, to }, index): ElkExtendedEdge => {
    const { width = 0, height = 0 } = edgesLines[index] ?? {};
    const [source = '', target = ''] = [ids.get(from), ids.get(to)];
    return {
      id: `e${index}`,
      sources: [source],
      targets: [target],
      labels: [{ text: ' ', width, height, layoutOptions: { 'elk.edgeLabels.inline': 'true' } }],
    };
  });
  const root = {
    id: 'root',
    layoutOptions: { ...options, 'elk.direction': direction },
    children: [...boxes, ...free.map(leaf)],
    edges,
  };
  // Large: loaded where something is drawn.
  const Elk = require('elkjs/lib/elk.bundled.js') as new () => ELK;
  const laid = await new Elk().layout(root);
  const shapes = new Map<string, ElkNode>();
  const gather = (node: ElkNode): void => {
    shapes.set(node.id, node);
    for (const child of node.children ?? []) gather(child);
  };
  gather(laid);
  const boxOf = (id: string): Box => box(shapes.get(id) ?? {});
  return {
    ...sizeOf(laid),
    namespaces: names.map((name, index) => ({ name, box: boxOf(`ns${index}`) })),
    nodes: all.map((node) => ({ node, lines: linesOf.get(node) ?? nodeLines(node), box: boxOf(ids.get(node) ?? '') })),
    edges: (laid.edges ?? []).map((found, index) => ({
      edge: graph.edges[index] as Edge,
      lines: edgesLines[index] as Lines,
      label: box(found.labels?.[0] ?? {}),
      points: (found.sections ?? []).flatMap(({ startPoint, bendPoints = [], endPoint }) => [
        startPoint,
        ...bendPoints,
        endPoint,
      ]),
    })),
  };
}

function sizeOf({ width = 0, height = 0 }: ElkNode): { width: number; height: number } {
  return { width, height };
}

function box({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box {
  return { x, y, width, height };
}
