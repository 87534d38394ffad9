#!/usr/bin/env node
// `npm run bench:gates`: `palisade check` with every Kubernetes rule against other checkers, in turn in one run, on one
// file of 1,000 and of 10,000 Deployments; then how time and memory grow from 100 to 100,000; then evaluations a second;
// then what the policy pack costs (bounds: half a second to start, 1 ms a resource).
// Bounds, on 10,000: 0.7 times kube-score, a fifth of conftest with ten rules, 3 times what reading and parsing alone
// take in Node, and no more memory than kube-score; on 1,000: kube-score, and a hundredth of the Kyverno CLI with ten.
// The peers are built from source where they are not yet there; `--only-palisade` leaves them out.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildIfStale } from '../build.mjs';
import { deployments } from './manifests.mjs';
import { measureCommand, median, table } from './measure.mjs';
import { packRows } from './pack.mjs';

await buildIfStale();
const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'palisade-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const say = (text) => process.stderr.write(`${text}\n`);

const file = (count) => {
  const path = join(folder, `${count}.yaml`);
  writeFileSync(path, deployments(count));
  return path;
};

/** As installed: without the look for changed sources that a checkout begins with. */
const palisade = (path) => [
  process.execPath,
  ['-e', `require(${JSON.stringify(join(root, 'cli/dist/index.js'))}).main(['check', ${JSON.stringify(path)}])`],
];
const parsing = (path) => [
  process.execPath,
  [
    '-e',
    `const text = require('fs').readFileSync(${JSON.stringify(path)}, 'utf8');
     require(${JSON.stringify(require.resolve('js-yaml', { paths: [join(root, 'cli')] }))}).loadAll(text);`,
  ],
];

/** Ten rules about containers and pods, in the form of another gate. */
function tenRules(gate) {
  const { exportGate } = require('../policies/dist/exports/index.js');
  const { kubernetesRules } = require('../rules/dist/index.js');
  const ten = kubernetesRules.filter(({ on }) => on === 'container' || on === 'pod').slice(0, 10);
  const { files, untranslated } = exportGate(gate, ten);
  if (untranslated.length > 0) throw new Error(`${gate}: ${untranslated.join('; ')}`);
  for (const { path, text } of files) {
    const target = join(folder, gate, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  return join(folder, gate);
}

async function program(name) {
  const { obtain } = require('../rehearsal/dist/index.js');
  say(`getting ${name} …`);
  return (await obtain(name, { progress: () => {}, signal: new AbortController().signal })).path;
}

/** Runs a command to its end and returns milliseconds. Findings make checkers fail; only signals are failures here. */
function time([command, args]) {
  const began = performance.now();
  const { signal, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'ignore'], cwd: folder });
  if (signal || error) throw new Error(`${command}: ${signal ?? error.message}`);
  return performance.now() - began;
}

/** Pairs of runs, one after the other, so that both meet the same machine. */
function pairs(name, bound, ours, theirs, count) {
  const results = [];
  for (let pair = 0; pair < count; pair += 1) {
    const [a, b] = [time(ours), time(theirs)];
    results.push({ a, b, ratio: a / b });
  }
  const of = (pick) => median(results.map(pick));
  return [name, count, of(({ a }) => a), of(({ b }) => b), of(({ ratio }) => ratio), bound];
}

const seconds = (ms) => (ms / 1000).toFixed(2);
const megabytes = (bytes) => (bytes === undefined ? '-' : (bytes / 1e6).toFixed(0));
const peakOf = async ([command, args]) => (await measureCommand(command, args, { cwd: folder })).peak;

const [thousand, tenThousand] = [file(1000), file(10_000)];
const peers = !process.argv.includes('--only-palisade');
const rows = [];
rows.push(pairs('10,000: reading and parsing alone', 3, palisade(tenThousand), parsing(tenThousand), 5));
let memory = [];
if (peers) {
  const kubeScore = await program('kube-score');
  const score = (path) => [kubeScore, ['score', path]];
  const conftest = await program('conftest');
  const kyverno = await program('kyverno');
  const rego = tenRules('conftest');
  const policies = tenRules('kyverno');
  const conftestOf = (path) => [conftest, ['test', '--all-namespaces', '--policy', rego, path]];
  const kyvernoOf = (path) => [kyverno, ['apply', policies, '--resource', path]];
  say('comparing …');
  rows.push(pairs('10,000: kube-score', 0.7, palisade(tenThousand), score(tenThousand), 5));
  rows.push(pairs('10,000: conftest, ten rules', 0.2, palisade(tenThousand), conftestOf(tenThousand), 3));
  rows.push(pairs('1,000: kube-score', 1, palisade(thousand), score(thousand), 15));
  rows.push(pairs('1,000: Kyverno CLI, ten rules', 0.01, palisade(thousand), kyvernoOf(thousand), 1));
  memory = [
    ['palisade check', megabytes(await peakOf(palisade(tenThousand)))],
    ['kube-score', megabytes(await peakOf(score(tenThousand)))],
    ['conftest, ten rules', megabytes(await peakOf(conftestOf(tenThousand)))],
  ];
}
console.log(
  table(
    ['Deployments: peer', 'pairs', 'palisade, s', 'peer, s', 'ratio', 'bound', 'ratio/bound'],
    rows.map(([name, count, a, b, ratio, bound]) => [
      name,
      count,
      seconds(a),
      seconds(b),
      ratio.toFixed(3),
      bound,
      (ratio / bound).toFixed(2),
    ]),
  ),
);
if (memory.length > 0) console.log(`\n${table(['10,000 Deployments', 'peak memory, MB'], memory)}`);

say('growing …');
const growth = [];
for (const count of [100, 1000, 10_000, 100_000]) {
  const command = palisade(file(count));
  const { total, peak } = await measureCommand(command[0], command[1], { cwd: folder });
  growth.push([count, seconds(total), ((total * 1000) / count).toFixed(0), megabytes(peak)]);
}
console.log(`\n${table(['Deployments', 'palisade, s', 'each, µs', 'peak memory, MB'], growth)}`);

const { Evaluator, kubernetesRules } = require('../rules/dist/index.js');
const yaml = require(require.resolve('js-yaml', { paths: [join(root, 'cli')] }));
const objects = yaml.loadAll(deployments(2000));
const podRules = kubernetesRules.filter(({ on }) => on === 'pod' || on === 'container');
const evaluator = new Evaluator(podRules);
for (const object of objects) evaluator.kubernetes(object);
const began = performance.now();
for (let round = 0; round < 5; round += 1) for (const object of objects) evaluator.kubernetes(object);
const rate = (podRules.length * objects.length * 5) / ((performance.now() - began) / 1000);
console.log(`\nRules held against whole Deployments on one core: ${Math.round(rate).toLocaleString('en')} a second`);
console.log('(bound 1,000,000; a rule about containers is evaluated for each, and counted once)');

const { policies, rows: packCosts } = await packRows();
console.log(`\n${table([`policy pack, ${policies} policies`, 'on the clock', 'of it computing', 'bound'], packCosts)}`);
