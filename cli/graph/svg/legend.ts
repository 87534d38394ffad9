import type { Graph } from '../graph';
import { escaped, widthOf } from './text';

/** What the signs of a picture mean: only of those that it has. */
export interface Legend {
  readonly parts: readonly string[];
  /** Of the widest entry. */
  readonly width: number;
  readonly height: number;
}

interface Entry {
  readonly sign: string;
  readonly text: string;
}

const signWidth = 44;
const gap = 24;
const rowHeight = 22;

const arrow = (style: string, end: string) =>
  `<path class="edge${style}" d="M0 0L36 0" marker-end="url(#palisade-${end})"/>`;
const shape = (style: string, radius: number) =>
  `<rect class="${style}" x="0" y="-8" width="36" height="16" rx="${radius}"/>`;

/** Lays the entries out in rows not wider than the picture. */
export function legend(graph: Graph, width: number): Legend {
  const entries = entriesOf(graph);
  const parts: string[] = [];
  let x = 0;
  let y = 10;
  for (const { sign, text } of entries) {
    const own = signWidth + widthOf(text, 11);
    if (x > 0 && x + own > width) {
      x = 0;
      y += rowHeight;
    }
    parts.push(
      `<g transform="translate(${x} ${y})">${sign}<text class="muted" x="${signWidth}" y="4">${escaped(text)}</text></g>`,
    );
    x += own + gap;
  }
  const widest = Math.max(0, ...entries.map(({ text }) => signWidth + widthOf(text, 11)));
  return { parts, width: widest, height: entries.length === 0 ? 0 : y + rowHeight / 2 };
}

function entriesOf({ workloads, groups, outside, edges }: Graph): Entry[] {
  const has = (state: string) => edges.some((edge) => edge.state === state);
  const stands = (...openness: string[]) =>
    workloads.some(({ ingress, egress }) => openness.includes(ingress) || openness.includes(egress));
  const found: [boolean, Entry][] = [
    [has('open'), { sign: arrow('', 'open'), text: 'may connect, at these ports' }],
    [
      has('receiver-refuses'),
      { sign: arrow(' refused', 'refused'), text: "not let in: the sender's policies allow it, the receiver's do not" },
    ],
    [
      has('sender-refuses'),
      {
        sign: arrow(' refused', 'refused'),
        text: "not let out: the receiver's policies allow it, the sender's do not",
      },
    ],
    [
      has('ports-differ'),
      { sign: arrow(' refused', 'refused'), text: 'ports differ: both allow it, at no common port' },
    ],
    [
      has('mesh-refuses'),
      { sign: arrow(' refused', 'refused'), text: 'mesh refuses: network policies allow it, the mesh does not' },
    ],
    [groups.length > 0, { sign: shape('group', 8), text: 'every workload of a namespace' }],
    [outside.length > 0, { sign: shape('outside', 8), text: 'not a workload of these manifests' }],
    [stands('free'), { sign: shape('warning', 4), text: 'in: anyone, out: anywhere: no policy limits it' }],
    [stands('none', 'mesh'), { sign: shape('closed', 4), text: 'in: nobody, out: nowhere: isolated' }],
  ];
  return found.filter(([isThere]) => isThere).map(([, entry]) => entry);
}
