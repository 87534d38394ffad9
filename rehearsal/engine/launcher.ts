import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * With no language host beside it, the engine starts a Node policy pack through this name, in the pack's folder. The
 * pack is built, so it is loaded as it is: no TypeScript, no transpiler.
 */
const ANALYZER = 'pulumi-analyzer-policy-nodejs';

/**
 * Makes `folder/engine/bin` with the engine and the launcher of policy packs, and returns `folder/engine`, which the
 * Automation API takes as an installation.
 */
export async function linkEngine(folder: string, pulumi: string): Promise<string> {
  const root = join(folder, 'engine');
  const bin = join(root, 'bin');
  await mkdir(bin, { recursive: true, mode: 0o700 });
  await rm(join(bin, 'pulumi'), { force: true });
  await symlink(pulumi, join(bin, 'pulumi'));
  const script = `#!${process.execPath}\nrequire(process.cwd());\n`;
  await writeFile(join(bin, ANALYZER), script, { mode: 0o700 });
  return root;
}
