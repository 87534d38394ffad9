import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { projectRoot } from '@palisade/rehearsal';

const run = promisify(execFile);

/** Packs parts as they are published, with their declarations, into a folder. Returns the tarballs' paths. */
export async function packParts(folder: string, parts: readonly string[]): Promise<string[]> {
  const root = projectRoot();
  await run(process.execPath, [join(root, 'build.mjs'), '--types'], { cwd: root });
  for (const part of parts) {
    await run('npm', ['pack', '--silent', '--pack-destination', folder], { cwd: join(root, part) });
  }
  return readdirSync(folder)
    .filter((file) => file.endsWith('.tgz'))
    .map((file) => join(folder, file));
}

/** Installs packages, and what they need, into an app's folder. No package runs a program of its own meanwhile. */
export async function installPackages(app: string, tarballs: readonly string[]): Promise<void> {
  await run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...tarballs], { cwd: app });
}
