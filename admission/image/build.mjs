#!/usr/bin/env node
// Writes what the container image holds: `node admission/image/build.mjs [FOLDER]`, and `npm run build` does it too.
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const root = dirname(dirname(folder));

/**
 * Writes what the container image holds as /app: the service in one file, and of every package that is compiled into it the
 * licence and the package.json, by which scanners of images know it and its version.
 */
export async function buildImageFiles(output = join(folder, 'dist')) {
  const { build } = await import('esbuild');
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(folder, 'main.ts')],
    outfile: join(output, 'palisade.js'),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    conditions: ['@palisade/source'],
    metafile: true,
    logLevel: 'error',
  });
  const packageOf = (input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input)?.[0];
  const packages = [...new Set(Object.keys(metafile.inputs).flatMap((input) => packageOf(input) ?? []))];
  rmSync(join(output, 'node_modules'), { recursive: true, force: true });
  for (const each of packages) copyNotices(join(root, each), join(output, each));
  copyFileSync(join(root, 'LICENSE'), join(output, 'LICENSE'));
  const { name, version, license } = JSON.parse(readFileSync(join(root, 'admission', 'package.json'), 'utf8'));
  writeFileSync(join(output, 'package.json'), `${JSON.stringify({ name, version, license })}\n`);
  makeReadable(output);
}

function copyNotices(from, to) {
  mkdirSync(to, { recursive: true });
  const notices = readdirSync(from).filter((file) => file === 'package.json' || /^(licen[cs]e|notice)/i.test(file));
  for (const file of notices) copyFileSync(join(from, file), join(to, file));
}

/** In the image it is another user's, whatever the umask was where it was built. */
function makeReadable(path) {
  chmodSync(path, 0o755);
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) makeReadable(join(path, entry.name));
    else chmodSync(join(path, entry.name), 0o644);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await buildImageFiles(process.argv[2]);
