#!/usr/bin/env node
// `npm run bench:preview`: the preview of the whole blueprint under the policy pack, against the same without a pack
// (bound: 1.25 times), and against one under a pack with no policy in it, which is what the engine takes for any pack.
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { compilePolicySdk } from '../policies/sdk/compile.mjs';
import { median, table, timed } from './measure.mjs';
import { onStage } from './stage.mjs';

const rounds = Number(process.argv[2] ?? 7);
const policies = fileURLToPath(new URL('../policies/', import.meta.url));
const empty = mkdtempSync(join(tmpdir(), 'palisade-empty-pack-'));

/** A pack made as ours is, with nothing in it. */
async function makeEmptyPack() {
  const contents = "new (require('@pulumi/policy').PolicyPack)('empty', { policies: [] });";
  const outfile = join(empty, 'dist', 'index.js');
  const common = { bundle: true, platform: 'node', target: 'node20', plugins: [compilePolicySdk], logLevel: 'error' };
  await build({ ...common, stdin: { contents, resolveDir: policies }, outfile });
  for (const file of ['package.json', 'PulumiPolicy.yaml', 'serve.cjs'])
    cpSync(join(policies, file), join(empty, file));
  return join(empty, 'serve.cjs');
}

await onStage(async (stage, _config, policyPack) => {
  const emptyPack = await makeEmptyPack();
  const preview = (options) => timed(async () => (await stage.session.preview(options)).orThrow());
  const results = [];
  for (let round = 0; round <= rounds; round += 1) {
    const without = await preview({});
    const underEmpty = await preview({ policyPack: emptyPack });
    const underOurs = await preview({ policyPack });
    // The first warms the caches.
    if (round > 0) results.push({ without, underEmpty, underOurs });
  }
  const row = (name, of) => {
    const values = results.map(of);
    return [name, ...[Math.min(...values), median(values), Math.max(...values)].map((n) => n.toFixed(2))];
  };
  console.log(
    table(
      [`preview, ${rounds} rounds`, 'min', 'median', 'max'],
      [
        row('no pack, s', ({ without }) => without / 1000),
        row('a pack without policies, s', ({ underEmpty }) => underEmpty / 1000),
        row('our pack, s', ({ underOurs }) => underOurs / 1000),
        row('ours / none (bound 1.25)', ({ without, underOurs }) => underOurs / without),
        row('empty / none', ({ without, underEmpty }) => underEmpty / without),
        row('ours / empty', ({ underEmpty, underOurs }) => underOurs / underEmpty),
      ],
    ),
  );
}).finally(() => rmSync(empty, { recursive: true }));
