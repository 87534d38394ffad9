import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Links of busybox: by the name it is called by it knows what to do. */
const commands = ['sh', 'sleep', 'cat', 'id', 'echo'];

/** Writes an image of busybox, under a name, as a tar of an OCI layout. Returns its path. */
export async function writeImage(folder: string, name: string, busybox: string): Promise<string> {
  const [root, layout] = [join(folder, 'root'), join(folder, 'layout')];
  for (const each of [join(root, 'bin'), join(layout, 'blobs', 'sha256')]) mkdirSync(each, { recursive: true });
  copyFileSync(busybox, join(root, 'bin', 'busybox'));
  chmodSync(join(root, 'bin', 'busybox'), 0o755);
  for (const each of commands) symlinkSync('busybox', join(root, 'bin', each));
  const layer = join(folder, 'layer.tar');
  await run('tar', ['--create', '--file', layer, '--owner=0', '--group=0', '--directory', root, 'bin']);
  const blob = (content: Buffer | object) => {
    const bytes = Buffer.isBuffer(content) ? content : Buffer.from(JSON.stringify(content));
    const digest = createHash('sha256').update(bytes).digest('hex');
    writeFileSync(join(layout, 'blobs', 'sha256', digest), bytes);
    return { digest: `sha256:${digest}`, size: bytes.length };
  };
  const content = blob(readFileSync(layer));
  const platform = { architecture: process.arch === 'arm64' ? 'arm64' : 'amd64', os: 'linux' };
  const config = blob({
    ...platform,
    config: { Entrypoint: ['/bin/sleep', '1000000'], Env: ['PATH=/bin'] },
    rootfs: { type: 'layers', diff_ids: [content.digest] },
  });
  const type = 'application/vnd.oci.image';
  const manifest = blob({
    schemaVersion: 2,
    mediaType: `${type}.manifest.v1+json`,
    config: { mediaType: `${type}.config.v1+json`, ...config },
    layers: [{ mediaType: `${type}.layer.v1.tar`, ...content }],
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
