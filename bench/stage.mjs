import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildIfStale } from '../build.mjs';

/**
 * Runs `act` on a stage of its own: real engine, real API server, simulated AWS, and takes it away again. `act` gets the
 * stage, the rehearsal's stack config, and the folder of the policy pack.
 */
export async function onStage(act) {
  await buildIfStale();
  const require = createRequire(import.meta.url);
  const { obtainPrograms, projectRoot, readStackConfig, Screen, Stage } = require('../rehearsal/dist/index.js');
  const blueprint = require('../infra/dist/index.js');
  const signal = new AbortController().signal;
  const programs = await obtainPrograms({ screen: new Screen(process.stderr), signal });
  const folder = mkdtempSync(join(tmpdir(), 'palisade-bench-'));
  const config = readStackConfig('rehearsal');
  const policyPack = join(projectRoot(), 'policies', 'serve.cjs');
  const stage = await Stage.set({ folder, programs, config, blueprint, policyPack, signal });
  try {
    await act(stage, config, policyPack);
  } finally {
    await stage.close();
    await stage.cluster.stop();
    rmSync(folder, { recursive: true });
  }
}
