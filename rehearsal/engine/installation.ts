import { mkdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes `folder/engine/bin` with nothing but the engine in it, and returns `folder/engine`, which the Automation API takes
 * as an installation.
 */
export async function linkEngine(folder: string, pulumi: string): Promise<string> {
  const root = join(folder, 'engine');
  const bin = join(root, 'bin');
  await mkdir(bin, { recursive: true, mode: 0o700 });
  await rm(join(bin, 'pulumi'), { force: true });
  await symlink(pulumi, join(bin, 'pulumi'));
  return root;
}
