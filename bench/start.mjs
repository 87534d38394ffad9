#!/usr/bin/env node
// `npm run bench:start`: the whole of `npm start` with warm caches, as a user sees it. Bounds: 30 s on 2 cores, 1.5 GB
// in all processes together, first line within 0.5 s.
import { fileURLToPath } from 'node:url';
import { measureCommand, median, table } from './measure.mjs';

const runs = Number(process.argv[2] ?? 3);
const cwd = fileURLToPath(new URL('..', import.meta.url));
const start = () => measureCommand('npm', ['start'], { cwd });

process.stderr.write('one run to warm the caches …\n');
const warm = await start();
if (warm.code !== 0) throw new Error(`npm start ended with exit code ${warm.code}`);

const results = [];
for (let run = 1; run <= runs; run += 1) {
  process.stderr.write(`run ${run} of ${runs} …\n`);
  results.push(await start());
}
const figures = [
  ['whole, s', ({ total }) => total / 1000, 30],
  ['first line, s', ({ firstLine }) => firstLine / 1000, 0.5],
  ['peak memory, GB', ({ peak }) => (peak ?? Number.NaN) / 1e9, 1.5],
];
const rows = figures.map(([name, of, bound]) => {
  const values = results.map(of);
  const middle = median(values);
  return [name, ...[Math.min(...values), middle, Math.max(...values), bound, middle / bound].map((n) => n.toFixed(2))];
});
console.log(table(['npm start', 'min', 'median', 'max', 'bound', 'median/bound'], rows));
process.exitCode = results.some(({ code }) => code !== 0) ? 1 : 0;
