import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import blueprint from '@palisade/infra';
import { obtainPrograms, projectRoot, readStackConfig, Screen, type StackConfig, Stage } from '@palisade/rehearsal';

/** The policy pack, as built by the test command. */
export const policyPack = join(projectRoot(), 'policies', 'serve.cjs');

/** A folder of the test's own, which the test removes. */
export function temporaryFolder(): string {
  return mkdtempSync(join(tmpdir(), 'palisade-test-'));
}

/** A stage of the test's own for a stack with its config, or another, and how to take it away. */
export async function setStage(stack = 'rehearsal', config: StackConfig = readStackConfig(stack)) {
  const folder = temporaryFolder();
  const { signal } = new AbortController();
  const programs = await obtainPrograms({ screen: new Screen(process.stderr), signal });
  const stage = await Stage.set({ folder, programs, stack, config, blueprint, policyPack, signal });
  const end = async () => {
    await stage.close();
    await stage.cluster.stop();
    rmSync(folder, { recursive: true });
  };
  return { stage, folder, end };
}
