import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runOn } from './run-for-test';

const docs = join(__dirname, '../../docs');
const sample = readFileSync(join(docs, 'graph.yaml'), 'utf8');

describe('docs/graph.md', () => {
  it('shows the picture of its sample: palisade graph docs/graph.yaml --out docs/graph.svg', async () => {
    const { code, out } = await runOn(sample);
    expect(code).toBe(0);
    expect(readFileSync(join(docs, 'graph.svg'), 'utf8')).toBe(out);
  });

  it('shows the Mermaid of its sample: palisade graph docs/graph.yaml --format mermaid', async () => {
    const { out } = await runOn(sample, { format: 'mermaid' });
    expect(readFileSync(join(docs, 'graph.md'), 'utf8')).toContain(`\`\`\`mermaid\n${out}\`\`\`\n`);
  });

  it('is about the mistakes that its sample has', async () => {
    const { out } = await runOn(sample, { format: 'json' });
    const edges: { from: string; to: string; state: string }[] = JSON.parse(out).edges;
    expect(
      edges.filter(({ state }) => state !== 'open').map(({ from, to, state }) => `${from} ${to} ${state}`),
    ).toEqual([
      'workload:shop/Deployment/api workload:shop/StatefulSet/db receiver-refuses',
      'workload:shop/Deployment/web workload:shop/StatefulSet/db sender-refuses',
    ]);
  });
});
