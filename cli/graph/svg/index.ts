import { type Edge, type Graph, nodeName, portsText, stateText } from '../graph';
import { type Box, type Layout, layOut, type Point } from './layout';
import { legend } from './legend';
import { escaped, fontFamily, plain, widthOf } from './text';
import { styleSheet } from './theme';
import { type Lines, namespaceTitle } from './words';

const margin = 16;
const heading = { height: 56, title: 'Who may talk to whom' };

/** The graph as a picture: one SVG that needs nothing else, runs nothing, and shows the same bytes for the same graph. */
export async function toSvg(graph: Graph): Promise<string> {
  const layout = await layOut(graph);
  const subtitle = subtitleOf(graph);
  const missing =
    graph.leftOut.length > 0 ? `Drawn without ${count(graph.leftOut.length, 'object')} not understood.` : '';
  const wanted = Math.max(
    layout.width,
    widthOf(heading.title, 16),
    widthOf(`${subtitle} ${missing}`, 11),
    widestLegendEntry(graph),
  );
  const key = legend(graph, wanted);
  const width = Math.ceil(wanted + 2 * margin);
  const height = Math.ceil(heading.height + layout.height + key.height + 2 * margin);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="palisade-title palisade-description">`,
    `<title id="palisade-title">${heading.title}</title>`,
    `<desc id="palisade-description">${escaped(describe(graph, subtitle))}</desc>`,
    `<style>\n${styleSheet(fontFamily)}\n</style>`,
    '<defs>',
    marker('open', 'head'),
    marker('refused', 'head refused'),
    '</defs>',
    `<rect class="background" width="${width}" height="${height}"/>`,
    `<text class="title" x="${margin}" y="${margin + 14}">${heading.title}</text>`,
    `<text class="muted" x="${margin}" y="${margin + 32}">${escaped(subtitle)}${missing === '' ? '' : ` <tspan class="warningText">${missing}</tspan>`}</text>`,
    `<g transform="translate(${margin} ${heading.height})">`,
    ...drawing(layout),
    '</g>',
    `<g transform="translate(${margin} ${Math.ceil(heading.height + layout.height + margin)})">`,
    ...key.parts,
    '</g>',
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function widestLegendEntry(graph: Graph): number {
  return legend(graph, 0).width;
}

function drawing({ namespaces, nodes, edges }: Layout): string[] {
  return [
    ...namespaces.map(({ box }) => `<rect class="namespace" ${place(box)} rx="8"/>`),
    ...edges.flatMap(({ edge, points }) => [
      `<g><title>${escaped(sentence(edge))}</title>`,
      `<path class="${edgeClass('edge', edge)}" d="${path(points)}" marker-end="url(#palisade-${edge.state === 'open' ? 'open' : 'refused'})"/></g>`,
    ]),
    ...edges.flatMap(({ label, lines }) => {
      const around = namespaces.some(({ box }) => contains(box, label));
      return [
        `<g${around ? ' class="within"' : ''}><rect class="behind" ${place(label)}/>`,
        ...texts(lines, label, label.x + label.width / 2),
        '</g>',
      ];
    }),
    // Over the arrows: a title may lie in their way.
    ...namespaces.flatMap(({ name, box }) => {
      const title = namespaceTitle(name);
      const at = { x: box.x + 14, y: box.y + 2, width: title.width, height: title.height - 4 };
      return [`<g class="within"><rect class="behind" ${place(at)}/>`, ...texts(title, { ...at, y: box.y }), '</g>'];
    }),
    ...nodes.flatMap(({ node, box, lines }) => {
      const radius = node.type === 'workload' ? 5 : box.height / 2;
      const full = node.type === 'workload' ? node.id : nodeName(node);
      return [
        `<g><title>${escaped(plain(full))}</title><rect class="${node.type}" ${place(box)} rx="${round(radius)}"/>`,
        ...texts(lines, box, box.x + box.width / 2),
        '</g>',
      ];
    }),
  ];
}

/** Lines of text in a box: from its left, or around a middle. */
function texts({ list }: Lines, { x, y }: Pick<Box, 'x' | 'y'>, middle?: number): string[] {
  return list.flatMap(({ text, style, baseline, chip }) => {
    const width = widthOf(text, 11) + 10;
    const behind =
      chip && middle !== undefined
        ? [
            `<rect class="${chip}" ${place({ x: middle - width / 2, y: y + baseline - 12.5, width, height: 17 })} rx="4"/>`,
          ]
        : [];
    const at = middle === undefined ? `x="${round(x)}"` : `x="${round(middle)}" text-anchor="middle"`;
    return [...behind, `<text class="${style}" ${at} y="${round(y + baseline)}">${escaped(text)}</text>`];
  });
}

/** A path with rounded corners. */
function path(points: readonly Point[]): string {
  return points
    .map((point, index) => {
      const [before, after] = [points[index - 1], points[index + 1]];
      if (before === undefined) return `M${pair(point)}`;
      if (after === undefined) return `L${pair(point)}`;
      return `L${pair(towards(point, before))}Q${pair(point)} ${pair(towards(point, after))}`;
    })
    .join('');
}

/** From a corner at most 5 pixels towards a point, and not beyond half of the way. */
function towards(corner: Point, point: Point): Point {
  const length = Math.hypot(point.x - corner.x, point.y - corner.y);
  const share = length === 0 ? 0 : Math.min(5, length / 2) / length;
  return { x: corner.x + (point.x - corner.x) * share, y: corner.y + (point.y - corner.y) * share };
}

function marker(name: string, style: string): string {
  return `<marker id="palisade-${name}" viewBox="0 0 8 8" refX="7.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="${style}" d="M0 0L8 4L0 8z"/></marker>`;
}

function edgeClass(style: string, { state }: Edge): string {
  return state === 'open' ? style : `${style} refused`;
}

function contains(outer: Box, inner: Box): boolean {
  return (
    outer.x <= inner.x &&
    inner.x + inner.width <= outer.x + outer.width &&
    outer.y <= inner.y &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

function place({ x, y, width, height }: Box): string {
  return `x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}"`;
}

function pair({ x, y }: Point): string {
  return `${round(x)} ${round(y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

function subtitleOf({ workloads, edges }: Graph): string {
  const namespaces = new Set(workloads.map(({ namespace }) => namespace)).size;
  return `${count(workloads.length, 'workload')} in ${count(namespaces, 'namespace')}, ${count(edges.length, 'arrow')}.`;
}

function sentence(edge: Edge): string {
  const state = stateText[edge.state];
  const ports = `${portsText(edge)}${state === '' ? '' : ` (${state})`}`;
  return plain(`${nodeName(edge.from)} to ${nodeName(edge.to)}: ${ports}`);
}

/** The picture in words, for who does not see it; a long one says how it goes on. */
function describe({ edges }: Graph, subtitle: string): string {
  const told = edges.slice(0, 100).map(sentence);
  const rest = edges.length > told.length ? [`and ${edges.length - told.length} more`] : [];
  return [subtitle, ...told, ...rest].join('\n');
}
