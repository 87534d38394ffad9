import { Reachability } from '@palisade/constructs/reachability';
import { buildGraph } from '../build';
import { app, deployment, isolated, namespaceOf, policy, runOn } from '../run-for-test';
import { type Box, layOut } from './layout';
import { dark, light, type Theme } from './theme';
import { namespaceTitle } from './words';

const seed = 20261125;

/** Numbers below a bound, the same ones for the same seed. */
function randomBy(start: number): (bound: number) => number {
  let state = start;
  return (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % bound;
  };
}

/** Workloads in some namespaces, with policies by chance. */
function cluster(size: number, random: (bound: number) => number): object[] {
  const at = Array.from(
    { length: size },
    (_, index) => [`team-${index % Math.ceil(size / 7)}`, `workload-${index}`] as const,
  );
  const pick = () => at[random(at.length)] ?? (['', ''] as const);
  const peer = ([namespace, name]: readonly [string, string]) => ({ ...namespaceOf(namespace), ...app(name) });
  const policies = Array.from({ length: size }, () => {
    const [a, b] = [pick(), pick()];
    const ports = [{ port: 80 + random(3) }];
    const out = policy(a[0], a[1], { policyTypes: ['Egress'], egress: [{ to: [peer(b)], ports }] });
    const inward = policy(b[0], b[1], { ingress: [{ from: [peer(a)], ports: random(4) ? ports : [{ port: 1 }] }] });
    return [out, inward].filter(() => random(6) > 0);
  });
  const [namespace, name] = pick();
  const outside = policy(namespace, name, { egress: [{ to: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }] });
  const workloads = at.map((each) => deployment(...each));
  return [...workloads, ...policies.flat(), outside, ...(random(2) ? [isolated('team-0')] : [])];
}

const overlap = (a: Box, b: Box) =>
  Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x) > 0.5 &&
  Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 0.5;

describe(`pictures (seed ${seed})`, () => {
  it.each([3, 10, 30, 60])('of %s workloads have no two texts over each other', async (size) => {
    const random = randomBy(seed + size);
    for (let round = 0; round < (size > 30 ? 1 : 3); round += 1) {
      const objects = cluster(size, random).map((object) => ({ ...object }));
      const layout = await layOut(buildGraph(new Reachability(objects)));
      const titles = layout.namespaces.map(({ name, box }) => {
        const { width, height } = namespaceTitle(name);
        return { what: `title ${name}`, box: { x: box.x + 14, y: box.y, width, height } };
      });
      const nodes = layout.nodes.map(({ node, box }) => ({ what: node.id, box }));
      const labels = layout.edges.map(({ label, edge }) => ({ what: `label of ${edge.from.id}`, box: label }));
      const all = [...titles, ...nodes, ...labels];
      for (const [index, a] of all.entries()) {
        for (const b of all.slice(index + 1)) {
          if (overlap(a.box, b.box)) throw new Error(`round ${round}: ${a.what} lies over ${b.what}`);
        }
        const { x, y, width, height } = a.box;
        if (x < 0 || y < 0 || x + width > layout.width || y + height > layout.height)
          throw new Error(`${a.what} is cut`);
      }
      for (const { node, box, lines } of layout.nodes) {
        if (lines.width > box.width + 0.5 || lines.height > box.height + 0.5)
          throw new Error(`${node.id} is too small`);
      }
    }
  });
});

describe('hostile names', () => {
  const pieces = [
    '"',
    "'",
    '<',
    '>',
    '&',
    ']]>',
    '-->',
    '<script>alert(1)</script>',
    '" onload="x',
    '\u202e',
    '\u0000',
    '日本',
    '😀',
  ];
  pieces.push(
    '\n',
    '`',
    '#quot;',
    ';',
    '|',
    '%%{init: {}}%%',
    'end',
    'click n0 "javascript:x"',
    '{{',
    '\\u003c',
    '\ud800',
  );

  it(`stay text in an SVG and in Mermaid (seed ${seed})`, async () => {
    const random = randomBy(seed);
    const name = () => Array.from({ length: 1 + random(4) }, () => pieces[random(pieces.length)]).join('');
    const tags = /^(?:svg|title|desc|style|defs|marker|path|rect|text|tspan|g)$/;
    const mermaidLine =
      /^(?:flowchart LR| {2}subgraph ns\d+\[Q\]| {2}end| {2,4}n\d+(?:\[Q\]|\(\[Q\]\)|\{\{Q\}\})| {2}n\d+ (?:-->|-\.->)\|Q\| n\d+| {2}class(?:Def)? [\w,: #-]+)$/;
    for (let round = 0; round < 25; round += 1) {
      const [a, b, namespace] = [name(), name(), name()];
      const objects = [
        deployment(namespace, a),
        deployment(namespace, b),
        policy(namespace, a, { ingress: [{ from: [app(b), app(name()), namespaceOf(name())] }] }),
        {
          apiVersion: 'cilium.io/v2',
          kind: 'CiliumNetworkPolicy',
          metadata: { namespace, name: name() },
          spec: { endpointSelector: {}, egress: [{ toFQDNs: [{ matchName: name() }] }] },
        },
      ];
      const stdin = objects.map((object) => JSON.stringify(object)).join('\n---\n');
      const svg = await runOn(stdin);
      expect([svg.code, svg.err]).toEqual([0, '']);
      const drawn = svg.out.replaceAll('…', '');
      expect(drawn).toMatch(/^[\n\x20-\x7e]*$/);
      for (const [, tag = ''] of drawn.matchAll(/<\/?([^\s>/]*)/g)) expect(tag).toMatch(tags);
      // What is neither a tag nor an entity has no sign that could make one.
      expect(drawn.replaceAll(/<[^<>]*>/g, '')).not.toMatch(/<|&(?!(?:amp|lt|gt|quot|#39);)/);
      for (const [tag] of drawn.matchAll(/<[^<>]*>/g))
        expect(tag.replaceAll(/"[^"]*"/g, '')).toMatch(/^<\/?[a-z]+(?: [a-zA-Z-]+=)*\/?>$/);
      expect(drawn).not.toMatch(/ on[a-z]+="/);
      const mermaid = await runOn(stdin, { format: 'mermaid' });
      for (const line of mermaid.out.trimEnd().split('\n')) {
        const bare = line.replaceAll(/"(?:[A-Za-z0-9 .,:/_()-]|#\d+;|<br>)*"/g, 'Q');
        expect(bare).toMatch(mermaidLine);
      }
    }
  });

  it('of great length are shortened in their middle', async () => {
    const long = 'a'.repeat(5000);
    const { out } = await runOn(JSON.stringify(deployment('shop', long)));
    expect(out).toContain(`>${'a'.repeat(18)}…${'a'.repeat(17)}</text>`);
    expect(Number(/width="(\d+)"/.exec(out)?.[1])).toBeLessThan(800);
  });
});

describe('contrast', () => {
  const luminance = (colour: string): number => {
    const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
    const [red = 0, green = 0, blue = 0] = parts.map((part) =>
      part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (a: string, b: string) => {
    const [dim = 0, bright = 0] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (bright + 0.05) / (dim + 0.05);
  };
  const texts: [keyof Theme, keyof Theme, number][] = [
    ['text', 'background', 4.5],
    ['text', 'namespace', 4.5],
    ['text', 'node', 4.5],
    ['text', 'outside', 4.5],
    ['muted', 'background', 4.5],
    ['muted', 'node', 4.5],
    ['muted', 'outside', 4.5],
    ['open', 'background', 4.5],
    ['open', 'namespace', 4.5],
    ['refused', 'background', 4.5],
    ['refused', 'namespace', 4.5],
    ['warningText', 'warning', 4.5],
    ['warningText', 'background', 4.5],
    ['closedText', 'closed', 4.5],
    ['nodeLine', 'namespace', 3],
    ['namespaceLine', 'background', 3],
    ['outsideLine', 'background', 3],
  ];

  it.each(texts)('of %s on %s is enough, light and dark', (front, behind, least) => {
    expect(contrast(light[front], light[behind])).toBeGreaterThanOrEqual(least);
    expect(contrast(dark[front], dark[behind])).toBeGreaterThanOrEqual(least);
  });
});
