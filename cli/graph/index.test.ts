import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, deployment, isolated, policy, runOn } from './run-for-test';

const text = (...objects: object[]) => objects.map((object) => JSON.stringify(object)).join('\n---\n');
const shop = [deployment('shop', 'web'), deployment('shop', 'api'), isolated('shop')];
const allowed = [
  policy('shop', 'web', { policyTypes: ['Egress'], egress: [{ to: [app('api')], ports: [{ port: 80 }] }] }),
  policy('shop', 'api', { ingress: [{ from: [app('web')], ports: [{ port: 80 }] }] }),
];

describe('palisade graph', () => {
  it('writes Mermaid', async () => {
    expect(await runOn(text(...shop, ...allowed), { format: 'mermaid' })).toEqual({
      code: 0,
      err: '',
      out: `flowchart LR
  subgraph ns0["namespace shop"]
    n0["api<br>Deployment<br>out: nowhere"]
    n1["web<br>Deployment<br>in: nobody"]
  end
  n1 -->|"TCP 80"| n0
  classDef free stroke:#b35900,stroke-width:2px
  classDef outside stroke:#6639ba,stroke-width:2px
`,
    });
  });

  it('writes JSON', async () => {
    const { code, out } = await runOn(text(...shop, ...allowed), { format: 'json' });
    expect(code).toBe(0);
    const facts = { type: 'workload', namespace: 'shop', kind: 'Deployment', hostNetwork: false, isInMesh: false };
    expect(JSON.parse(out)).toEqual({
      version: 1,
      nodes: [
        { ...facts, id: 'workload:shop/Deployment/api', name: 'api', ingress: 'some', egress: 'none' },
        { ...facts, id: 'workload:shop/Deployment/web', name: 'web', ingress: 'none', egress: 'some' },
      ],
      edges: [
        {
          from: 'workload:shop/Deployment/web',
          to: 'workload:shop/Deployment/api',
          state: 'open',
          text: 'TCP 80',
          ports: { TCP: [[80, 80]], UDP: [], SCTP: [] },
        },
      ],
      leftOut: [],
    });
  });

  it('writes an SVG unless told otherwise, to a file if told', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'palisade-graph-'));
    try {
      const out = join(folder, 'graph.svg');
      const file = join(folder, 'shop.json');
      writeFileSync(file, text(...shop, ...allowed));
      expect(await runOn('', { paths: [file], out })).toEqual({ code: 0, out: '', err: '' });
      const { out: printed } = await runOn(text(...shop, ...allowed));
      expect(readFileSync(out, 'utf8')).toBe(printed);
      expect(printed).toContain('\nweb to api: TCP 80</desc>');
      expect(await runOn(text(...shop), { out: folder })).toMatchObject({ code: 2 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('gives the same bytes whatever the order of the objects', async () => {
    const objects = [...shop, ...allowed, deployment('tools', 'job')];
    for (const format of ['svg', 'mermaid', 'json']) {
      const first = await runOn(text(...objects), { format });
      const second = await runOn(text(...[...objects].reverse()), { format });
      expect(second).toEqual(first);
    }
  });

  it('names what it does without, draws the rest, and ends with 2', async () => {
    const broken = policy('shop', 'web', { ingress: [{ from: [{}] }] });
    const foreign = { apiVersion: 'crd.antrea.io/v1beta1', kind: 'NetworkPolicy', metadata: { name: 'a' } };
    const { code, out, err } = await runOn(`${text(...shop, broken, foreign)}\n---\na: [`, { format: 'mermaid' });
    expect(code).toBe(2);
    expect(out).toContain('n1["web<br>Deployment<br>in: nobody<br>out: nowhere"]');
    expect(err.split('\n').slice(1)).toEqual([
      'NetworkPolicy shop/-web-ingress-from- is left out: spec.ingress[0].from[0] names no peer',
      'NetworkPolicy a is left out: policies of this kind are not modelled',
      '',
    ]);
    expect(err).toMatch(/^-:11:5: /);
  });

  it.each<[string, string, Parameters<typeof runOn>[1], string]>([
    ['another format', text(...shop), { format: 'png' }, "--format is 'png'; write one of svg, mermaid, json"],
    ['no path', '', { paths: [] }, 'name files or folders to read, or - for standard input'],
    [
      'a namespace that is not there',
      text(...shop),
      { namespace: 'x' },
      "there is no namespace 'x' here; there are: shop",
    ],
  ])('refuses %s', async (_, stdin, given, message) => {
    const err = `palisade graph: ${message}\nTry: palisade graph --help\n`;
    expect(await runOn(stdin, given)).toEqual({ code: 2, out: '', err });
  });

  it('refuses what holds no workload', async () => {
    expect(await runOn(text(isolated('shop')))).toEqual({
      code: 2,
      out: '',
      err: 'palisade graph: there is no workload here: name manifests that hold Deployments, Jobs, Pods or the like\n',
    });
  });

  it('refuses to draw what nobody can read, and still writes JSON of it', async () => {
    const many = Array.from({ length: 251 }, (_, index) => deployment('shop', `w${index}`));
    const refused = await runOn(text(...many));
    expect(refused.err).toBe(
      'palisade graph: 251 nodes and 0 arrows are more than a picture can show (250 and 500): choose a namespace with --namespace, or write --format json\n',
    );
    expect(refused.code).toBe(2);
    expect((await runOn(text(...many), { format: 'json' })).code).toBe(0);
  });

  it('takes 5,000 workloads with policies of their own', async () => {
    const objects = Array.from({ length: 5000 }, (_, index) => {
      const [namespace, name] = [`n${index % 100}`, `w${index}`];
      return [
        deployment(namespace, name),
        policy(namespace, name, {
          policyTypes: ['Ingress', 'Egress'],
          ingress: [{ from: [app(`w${(index + 100) % 5000}`)], ports: [{ port: 80 }] }],
          egress: [{ to: [app(`w${(index + 4900) % 5000}`)], ports: [{ port: 80 }] }],
        }),
      ];
    }).flat();
    const began = performance.now();
    const { code, out } = await runOn(text(...objects), { format: 'json' });
    expect(code).toBe(0);
    expect(JSON.parse(out).edges.length).toBe(5000);
    expect(performance.now() - began).toBeLessThan(30_000);
  });
});
