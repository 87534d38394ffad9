import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Links of busybox: by the name it is called by it knows what to do. */
const commands = ['sh', 'sleep', 'cat', 'id', 'echo'];

/** What an image holds: nothing but what is named. */
export interface ImageContent {
  /** Programs of this machine, by their paths in the image. */
  readonly programs: Readonly<Record<string, string>>;
  /** Capabilities that a program carries as a file, as setcap writes them, by its path. */
  readonly capabilities?: Readonly<Record<string, string>>;
  /** Symbolic links, by path. */
  readonly links?: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  readonly path: string;
}

/** Writes an image of busybox, under a name, as a tar of an OCI layout. Returns its path. */
export function writeImage(folder: string, name: string, busybox: string): Promise<string> {
  return writeImageOf(folder, name, {
    programs: { 'bin/busybox': busybox },
    links: Object.fromEntries(commands.map((each) => [`bin/${each}`, 'busybox'])),
    entrypoint: ['/bin/sleep', '1000000'],
    path: '/bin',
  });
}

/** Writes an image under a name, as a tar of an OCI layout. Returns its path. */
export async function writeImageOf(folder: string, name: string, content: ImageContent): Promise<string> {
  const [root, layout] = [join(folder, 'root'), join(folder, 'layout')];
  for (const each of [root, join(layout, 'blobs', 'sha256')]) mkdirSync(each, { recursive: true });
  const place = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const [path, program] of Object.entries(content.programs)) {
    copyFileSync(program, place(path));
    chmodSync(join(root, path), 0o755);
  }
  for (const [path, target] of Object.entries(content.links ?? {})) symlinkSync(target, place(path));
  for (const [path, text] of Object.entries(content.capabilities ?? {})) {
    await run('/usr/sbin/setcap', [text, join(root, path)]);
  }
  const layer = join(folder, 'layer.tar');
  const attributes = ['--xattrs', '--xattrs-include=security.capability'];
  await run('tar', ['--create', '--file', layer, '--owner=0', '--group=0', ...attributes, '--directory', root, '.']);
  const blob = (what: Buffer | object) => {
    const bytes = Buffer.isBuffer(what) ? what : Buffer.from(JSON.stringify(what));
    const digest = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(layout, 'blobs', 'sha256', digest), bytes);
    return { digest: `sha256:${digest}`, size: bytes.length };
  };
  const filled = blob(readFileSync(layer));
  const platform = { architecture: process.arch === 'arm64' ? 'arm64' : 'amd64', os: 'linux' };
  const config = blob({
    ...platform,
    config: { Entrypoint: content.entrypoint, Env: [`PATH=${content.path}`] },
    rootfs: { type: 'layers', diff_ids: [filled.digest] },
  });
  const type = 'application/vnd.oci.image';
  const manifest = blob({
    schemaVersion: 2,
    mediaType: `${type}.manifest.v1+json`,
    config: { mediaType: `${type}.config.v1+json`, ...config },
    layers: [{ mediaType: `${type}.layer.v1.tar`, ...filled }],
  });
  const listed = { mediaType: `${type}.manifest.v1+json`, platform, ...manifest };
  const annotations = { 'io.containerd.image.name': name };
  writeFileSync(join(layout, 'oci-layout'), JSON.stringify({ imageLayoutVersion: '1.0.0' }));
  writeFileSync(
    join(layout, 'index.json'),
    JSON.stringify({ schemaVersion: 2, manifests: [{ ...listed, annotations }] }),
  );
  const archive = join(folder, 'image.tar');
  await run('tar', ['--create', '--file', archive, '--directory', layout, '.']);
  return archive;
}
