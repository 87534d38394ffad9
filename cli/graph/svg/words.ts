import { type Edge, type Node, nodeName, portsText, stateText } from '../graph';
import { openness } from '../mermaid';
import { plain, shortened, widthOf } from './text';

/** A line of text: how it looks, and where its base is below the box's upper edge. */
export interface Line {
  readonly text: string;
  readonly style: string;
  readonly baseline: number;
  /** The background of a line that has one of its own. */
  readonly chip?: 'warning' | 'closed';
}

/** The lines of a box, and the size that they ask for. */
export interface Lines {
  readonly list: readonly Line[];
  readonly width: number;
  readonly height: number;
}

/** Characters of a name; Kubernetes allows 253. */
const longestName = 36;
const size = { name: 13, small: 11 } as const;

/** What stands in a node's box. */
export function nodeLines(node: Node): Lines {
  const name = shortened(plain(nodeName(node)), longestName);
  if (node.type === 'group') return lines([{ text: name, style: 'group-name' }], 28);
  if (node.type === 'outside') {
    const detail = {
      unmatched: 'not in these manifests',
      anyone: 'inside the cluster or not',
      domain: 'domain',
      entity: 'to the network plugin',
      addresses: '',
    }[node.kind];
    return lines([{ text: name, style: 'name' }, ...(detail === '' ? [] : [{ text: detail, style: 'muted' }])], 32);
  }
  const facts = [
    node.kind,
    ...(node.hostNetwork ? ["on the node's network"] : []),
    ...(node.isInMesh ? ['in the mesh'] : []),
  ];
  const isFree = (text: string) => text === 'in: anyone' || text === 'out: anywhere';
  return lines(
    [
      { text: name, style: 'name' },
      { text: shortened(plain(facts.join(', ')), longestName), style: 'muted' },
      ...openness(node).map((text) => {
        const chip = isFree(text) ? ('warning' as const) : ('closed' as const);
        return { text, style: `chip ${chip}Text`, chip };
      }),
    ],
    24,
  );
}

/** What stands on an arrow. */
export function edgeLines(edge: Edge): Lines {
  const style = edge.state === 'open' ? 'label' : 'label refused';
  const texts = [shortened(portsText(edge), 40), stateText[edge.state]].filter((text) => text !== '');
  return lines(
    texts.map((text) => ({ text, style })),
    8,
    3,
  );
}

/** What stands at the top of a namespace. */
export function namespaceTitle(name: string): Lines {
  return lines([{ text: `namespace ${shortened(plain(name), longestName)}`, style: 'name' }], 0, 6);
}

function lines(given: readonly Omit<Line, 'baseline'>[], margin: number, above = 7): Lines {
  let y = above;
  let width = 0;
  const list = given.map((line): Line => {
    const font = line.style.startsWith('name') || line.style === 'group-name' ? size.name : size.small;
    const height = line.chip ? 18 : font + 4;
    const baseline = y + height - (line.chip ? 5.5 : 4);
    y += height + (line.chip ? 2 : 0);
    width = Math.max(width, widthOf(line.text, font) + (line.chip ? 10 : 0));
    return { ...line, baseline };
  });
  return { list, width: width + margin, height: y + above - 2 };
}
