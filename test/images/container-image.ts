import { execFile } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { obtain, projectRoot } from '@palisade/rehearsal';
import { tail } from '../../rehearsal/cluster/child';
import { guard } from '../../rehearsal/programs/guard';
import { isAlive, stopProcess } from '../../rehearsal/programs/process-identity';
import { eventually } from '../constructs/hardened-cluster';
import { startOnPath } from '../containers/child';
import type { Registry } from '../support/registry';

const run = promisify(execFile);
const silent = () => ({ progress: () => {}, signal: new AbortController().signal });

/**
 * Pushes what stands in for the image of Node.js without a shell, which a public registry has: this machine's own Node.js where that
 * image has it, the libraries that it loads, and nothing else. Returns its reference.
 */
export async function pushBase(registry: Registry, folder: string): Promise<string> {
  const root = join(folder, 'base');
  const { stdout } = await run('ldd', [process.execPath]);
  const libraries = [...stdout.matchAll(/(\/\S+) \(0x/g)].map(([, path = '']) => path);
  for (const [path, from] of [['/nodejs/bin/node', process.execPath], ...libraries.map((each) => [each, each])]) {
    const to = join(root, path ?? '');
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from ?? '', to);
    chmodSync(to, 0o755);
  }
  const layer = join(folder, 'base.tar');
  await run('tar', ['--create', '--file', layer, '--sort=name', '--owner=0', '--group=0', '--directory', root, '.']);
  const content = await registry.blob('node', readFileSync(layer));
  const config = {
    architecture: process.arch === 'arm64' ? 'arm64' : 'amd64',
    os: 'linux',
    // Root, as images are that say nothing: whether ours is another is its own affair.
    config: { Entrypoint: ['/nodejs/bin/node'] },
    rootfs: { type: 'layers', diff_ids: [content.digest] },
  };
  const type = 'application/vnd.oci.image';
  const digest = await registry.manifest('node', 'base', {
    config: { mediaType: `${type}.config.v1+json`, ...(await registry.blob('node', JSON.stringify(config))) },
    layers: [{ mediaType: `${type}.layer.v1.tar`, ...content }],
  });
  return `${registry.host}/node@${digest}`;
}

/** Writes the files that the image holds, as `npm run build` does. Returns their folder. */
export async function writeImageFiles(folder: string): Promise<string> {
  await run(process.execPath, [join(projectRoot(), 'admission', 'image', 'build.mjs'), folder]);
  return folder;
}

/**
 * Builds the image from its Containerfile by BuildKit, which is what `docker build` is, and pushes it.
 *
 * @param folder of the test's own, which is empty
 * @param context the files that it holds
 * @returns its digest
 */
export async function buildImage(folder: string, context: string, base: string, name: string): Promise<string> {
  const { path: buildkitd } = await obtain('buildkitd', silent());
  const { path: buildctl } = await obtain('buildctl', silent());
  const address = `unix://${folder}/buildkitd.sock`;
  const worker = ['--oci-worker-snapshotter=native', '--oci-worker-net=host', '--containerd-worker=false'];
  const options = [`--root=${folder}/buildkit`, `--addr=${address}`, ...worker];
  const daemon = await startOnPath('buildkitd', buildkitd, options, join(folder, 'buildkitd.log'));
  const unguard = guard(() => [daemon.identity]);
  const ask = (...words: string[]) => run(buildctl, [`--addr=${address}`, ...words], { env: {} });
  try {
    await eventually('buildkitd to answer', async () => {
      if (!isAlive(daemon.identity)) throw new Error(`buildkitd ended: ${tail(daemon.log)}`);
      return ask('debug', 'workers').then(
        () => true,
        () => false,
      );
    });
    const metadata = join(folder, 'metadata.json');
    await ask(
      ...['build', '--frontend=dockerfile.v0', '--progress=plain', '--opt=filename=Containerfile'],
      ...[`--local=context=${context}`, `--local=dockerfile=${join(projectRoot(), 'admission', 'image')}`],
      ...[`--opt=build-arg:BASE=${base}`, `--output=type=image,name=${name},push=true,oci-mediatypes=true`],
      `--metadata-file=${metadata}`,
    );
    return JSON.parse(readFileSync(metadata, 'utf8'))['containerimage.digest'];
  } finally {
    await stopProcess(daemon.identity, 5000);
    unguard();
  }
}
