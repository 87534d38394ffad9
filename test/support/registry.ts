import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const program = 'docker-registry';

/**
 * Where the registry is, as Debian and Ubuntu package it.
 *
 * @throws Error saying how to get it.
 */
export function registryProgram(path = process.env.PATH ?? ''): string {
  const found = [...path.split(delimiter), '/usr/bin'].map((folder) => join(folder, program)).find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    `the tests of images need ${program}, a real registry, and it is not on PATH: apt-get install ${program}`,
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** A real registry on the loopback address, with an empty store in memory. */
export class Registry {
  private constructor(
    private readonly child: ChildProcess,
    /** `127.0.0.1:port`. */
    readonly host: string,
  ) {}

  /** @param folder for its configuration. */
  static async start(folder: string): Promise<Registry> {
    const path = registryProgram();
    const host = `127.0.0.1:${await freePort()}`;
    const file = join(folder, 'registry.yml');
    const config = {
      version: 0.1,
      log: { level: 'error', accesslog: { disabled: true } },
      storage: { inmemory: {}, delete: { enabled: true } },
      http: { addr: host },
    };
    writeFileSync(file, JSON.stringify(config));
    const child = spawn(path, ['serve', file], { stdio: 'ignore', env: { OTEL_TRACES_EXPORTER: 'none' } });
    const registry = new Registry(child, host);
    for (let tries = 0; tries < 100; tries += 1) {
      if (
        await fetch(`http://${host}/v2/`).then(
          ({ ok }) => ok,
          () => false,
        )
      )
        return registry;
      if (child.exitCode !== null) throw new Error(`${path} ended with ${child.exitCode}`);
      await sleep(50);
    }
    await registry.stop();
    throw new Error(`${path} does not answer on ${host}`);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await ended;
  }

  /** Pushes an image of one small file. Returns its digest. */
  async push(repository: string, tag: string, content: string): Promise<string> {
    const config = await this.blob(
      repository,
      JSON.stringify({ architecture: 'amd64', os: 'linux', config: {}, content }),
    );
    return await this.manifest(repository, tag, {
      config: { mediaType: 'application/vnd.oci.image.config.v1+json', ...config },
      layers: [],
    });
  }

  /** Puts a manifest under a tag. Returns its digest. */
  async manifest(repository: string, tag: string, content: object): Promise<string> {
    const mediaType = 'application/vnd.oci.image.manifest.v1+json';
    const text = JSON.stringify({ schemaVersion: 2, mediaType, ...content });
    await this.#put(`${repository}/manifests/${tag}`, text, mediaType);
    return digestOf(text);
  }

  /** Gives what one tag stands for another tag too, in the same repository. */
  async copyTag(repository: string, from: string, to: string): Promise<void> {
    const accept = 'application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json';
    const found = await fetch(`http://${this.host}/v2/${repository}/manifests/${from}`, { headers: { accept } });
    if (!found.ok) throw new Error(`there is no tag ${from} in ${repository}`);
    await this.#put(`${repository}/manifests/${to}`, await found.text(), found.headers.get('content-type') ?? '');
  }

  async blob(repository: string, content: string | Buffer): Promise<{ digest: string; size: number }> {
    const begun = await fetch(`http://${this.host}/v2/${repository}/blobs/uploads/`, { method: 'POST' });
    const location = new URL(begun.headers.get('location') ?? '', `http://${this.host}`);
    const digest = digestOf(content);
    location.searchParams.set('digest', digest);
    const headers = { 'content-type': 'application/octet-stream' };
    const done = await fetch(location, { method: 'PUT', body: new Uint8Array(Buffer.from(content)), headers });
    if (done.status !== 201) throw new Error(`the registry answers ${done.status} to a blob`);
    return { digest, size: Buffer.byteLength(content) };
  }

  async #put(path: string, text: string, type: string): Promise<void> {
    const headers = { 'content-type': type };
    const { status } = await fetch(`http://${this.host}/v2/${path}`, { method: 'PUT', body: text, headers });
    if (status !== 201) throw new Error(`the registry answers ${status} to a manifest`);
  }
}

function digestOf(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
