#!/usr/bin/env node
// `npm test`: everything that this machine allows, and a plain word on what it does not. With --require-all, or where
// CI is set, what can't be run is a failure. The last line is `N passed, N failed`, taken from jest's own result.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const own = new Set(['--require-all']);
const requireAll = process.argv.includes('--require-all') || process.env.CI === 'true';
const passedOn = process.argv.slice(2).filter((argument) => !own.has(argument));

await build();
const engine = await missing('pulumi', 'etcd', 'kube-apiserver', 'kube-controller-manager', 'pulumi-language-nodejs');
const gates = engine ?? (await missing('conftest', 'gator', 'kyverno'));
const tools = engine ?? (await missing('kubeadm', 'butane', 'etcdctl', 'etcdutl'));
const projects = engine ? ['unit'] : ['unit', 'engine'];
const ignored = [...(gates ? ['/test/gates/'] : []), ...(tools ? ['/test/control-plane/'] : [])];
const leftOut = ignored.length > 0 ? ['--testPathIgnorePatterns', ...ignored] : [];

const folder = mkdtempSync(join(tmpdir(), 'palisade-test-'));
const report = join(folder, 'jest.json');
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/jest/bin/jest.js'),
    ...['--rootDir', root, '--selectProjects', ...projects],
    ...['--maxWorkers', '2', '--testTimeout', '180000'],
    ...['--json', '--outputFile', report],
    ...leftOut,
    ...passedOn,
  ],
  // The report goes to its file, so what jest says on standard output is for nobody.
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
);
const result = JSON.parse(readFileSync(report, 'utf8'));
rmSync(folder, { recursive: true });

const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = result;
const failed = numFailedTests + numRuntimeErrorTestSuites;
if (engine) console.log(`\nNot run: the tests on the real engine and API server (test/), because:\n${engine}`);
else {
  if (gates) console.log(`\nNot run: the comparison with other policy engines (test/gates/), because:\n${gates}`);
  if (tools) console.log(`\nNot run: the tests of rendered control planes (test/control-plane/), because:\n${tools}`);
}
const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
if (skipped && requireAll) console.log('\nA test was skipped, and here everything is required.');
process.exitCode = status !== 0 || failed > 0 || (requireAll && (gates || tools || skipped)) ? 1 : 0;
console.log(`\n${numPassedTests} passed, ${failed} failed${skipped}`);

/** Gets programs that tests run, with progress on screen; returns why that can't be done, or undefined. */
async function missing(...names) {
  const { obtainPrograms, Screen } = require('../rehearsal/dist/index.js');
  try {
    await obtainPrograms({ screen: new Screen(process.stderr), signal: new AbortController().signal, names });
    return undefined;
  } catch (error) {
    return error.message;
  }
}
