#!/usr/bin/env node
// `npm run bench:synth`: 1,000 workloads with Services, policies, identities, permissions and the check at synth, against
// the same Deployments and Services by plain cdk8s-plus, whole processes in turn in one run; then how time and memory grow
// to 5,000. Bounds: 2 times plain cdk8s-plus; no more than 5 times the time for 5 times the workloads.
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../build.mjs';
import { measureCommand, median, table } from './measure.mjs';

await buildIfStale();
const apps = fileURLToPath(new URL('synth-apps.cjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'palisade-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const say = (text) => process.stderr.write(`${text}\n`);

const outdir = (which, count) => join(folder, `${which}-${count}`);

/** Milliseconds and peak of the resident memory of one app's process. */
async function run(which, count) {
  const { code, total, peak } = await measureCommand(process.execPath, [apps, which, count, outdir(which, count)]);
  if (code !== 0) throw new Error(`${which} with ${count} workloads ended with exit code ${code}`);
  return { total, peak };
}

/** Bytes of the manifests that an app wrote. */
function written(which, count) {
  const files = readdirSync(outdir(which, count)).map((name) => join(outdir(which, count), name));
  return files.reduce((sum, file) => sum + statSync(file).size, 0);
}

const pairs = Number(process.argv[2] ?? 15);
const results = [];
say(`comparing, ${pairs} pairs …`);
await run('palisade', 1000);
for (let pair = 0; pair < pairs; pair += 1) {
  const ours = await run('palisade', 1000);
  const plain = await run('plain', 1000);
  results.push({ ours: ours.total, plain: plain.total, ratio: ours.total / plain.total });
}
const of = (pick) => median(results.map(pick));
const seconds = (ms) => (ms / 1000).toFixed(2);
const megabytes = (bytes, digits = 0) => (bytes === undefined ? '-' : (bytes / 1e6).toFixed(digits));
const ratio = of((each) => each.ratio);
console.log(
  table(
    ['1,000 workloads', 'pairs', 'palisade, s', 'cdk8s-plus, s', 'ratio', 'bound', 'ratio/bound'],
    [
      [
        'whole process',
        pairs,
        seconds(of(({ ours }) => ours)),
        seconds(of(({ plain }) => plain)),
        ratio.toFixed(2),
        2,
        (ratio / 2).toFixed(2),
      ],
    ],
  ),
);

say('growing …');
const counts = [100, 1000, 5000];
const growth = [];
for (const which of ['palisade', 'plain']) {
  for (const count of counts) {
    const runs = [];
    for (let each = 0; each < 3; each += 1) runs.push(await run(which, count));
    const total = median(runs.map((each) => each.total));
    const peak = runs.every((each) => each.peak !== undefined) ? median(runs.map((each) => each.peak)) : undefined;
    growth.push({ which, count, total, peak, bytes: written(which, count) });
  }
}
console.log(
  `\n${table(
    ['app', 'workloads', 'time, s', 'each, ms', 'peak memory, MB', 'manifests, MB'],
    growth.map(({ which, count, total, peak, bytes }) => [
      which === 'plain' ? 'cdk8s-plus' : which,
      count,
      seconds(total),
      (total / count).toFixed(2),
      megabytes(peak),
      megabytes(bytes, 1),
    ]),
  )}`,
);
const timeOf = (count) => growth.find((each) => each.which === 'palisade' && each.count === count).total;
const factor = timeOf(5000) / timeOf(1000);
console.log(`\nFrom 1,000 to 5,000 workloads the time grows ${factor.toFixed(2)} times (bound 5, which is linear)`);
process.exitCode = ratio > 2 || factor > 5 ? 1 : 0;
