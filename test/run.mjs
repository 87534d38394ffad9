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
const missing = await missingPrograms();
const projects = missing ? ['unit'] : ['unit', 'engine'];

const folder = mkdtempSync(join(tmpdir(), 'palisade-test-'));
const report = join(folder, 'jest.json');
const { status } = spawnSync(
  process.execPath,
  [
    join(root, 'node_modules/jest/bin/jest.js'),
    ...['--rootDir', root, '--selectProjects', ...projects],
    ...['--maxWorkers', '2', '--testTimeout', '180000'],
    ...['--json', '--outputFile', report],
    ...passedOn,
  ],
  // The report goes to its file, so what jest says on standard output is for nobody.
  { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] },
);
const result = JSON.parse(readFileSync(report, 'utf8'));
rmSync(folder, { recursive: true });

const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = result;
const failed = numFailedTests + numRuntimeErrorTestSuites;
if (missing) {
  console.log(`\nNot run: the tests on the real engine and API server (test/), because:\n${missing}`);
}
const skipped = numPendingTests > 0 ? `, ${numPendingTests} skipped` : '';
if (skipped && requireAll) console.log('\nA test was skipped, and here everything is required.');
process.exitCode = status !== 0 || failed > 0 || (requireAll && (missing || skipped)) ? 1 : 0;
console.log(`\n${numPassedTests} passed, ${failed} failed${skipped}`);

/** Gets the programs that the engine tests run, with progress on screen; returns why that can't be done. */
async function missingPrograms() {
  const { obtainPrograms, Screen } = require('../rehearsal/dist/index.js');
  try {
    await obtainPrograms({ screen: new Screen(process.stderr), signal: new AbortController().signal });
    return undefined;
  } catch (error) {
    return error.message;
  }
}
