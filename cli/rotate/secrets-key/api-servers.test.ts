import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiServer } from './api-server';
import { ApiServers } from './api-servers';
import { EncryptionFile } from './encryption-file';

const folder = mkdtempSync(join(tmpdir(), 'palisade-servers-'));
const path = join(folder, 'encryption.yaml');
const secret = Buffer.alloc(32, 1).toString('base64');
const content = `{ apiVersion: apiserver.config.k8s.io/v1, kind: EncryptionConfiguration,
  resources: [{ resources: ['*.*'], providers: [{ secretbox: { keys: [{ name: key1, secret: ${secret} }] } }] }] }`;
const now = Math.floor(Date.now() / 1000);
const idOf = (lease: string) => `sha256:${createHash('sha256').update(lease).digest('hex')}`;

/** What a played API server says. */
interface Played {
  id: string;
  hash: string | undefined;
  started?: number;
  failed?: number;
  reloads?: boolean;
  status?: number;
}

const open: Server[] = [];
let servers: ApiServers | undefined;
let said: string[] = [];
let file: EncryptionFile;

beforeEach(() => {
  writeFileSync(path, content, { mode: 0o600 });
  file = EncryptionFile.read(path);
});
afterEach(() => {
  servers?.close();
  for (const server of open.splice(0)) server.close().closeAllConnections();
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Plays servers, and the leases of those that the cluster knows, with the seconds for which each has been silent. */
async function play(played: readonly Played[], leases: Readonly<Record<string, number>>): Promise<ApiServers> {
  const controller = 'apiserver_encryption_config_controller';
  const endpoints = await Promise.all(
    played.map(async (one) => {
      const server = createServer(({ url = '' }, response) => {
        const send = (status: number, text: string) => response.writeHead(status).end(text);
        if (url === '/metrics') {
          const lines = [
            ...(one.hash
              ? [`${controller}_last_config_info{apiserver_id_hash="${idOf(one.id)}",hash="${one.hash}"} 1`]
              : []),
            ...(one.failed
              ? [`${controller}_automatic_reload_last_timestamp_seconds{status="failure"} ${one.failed}`]
              : []),
            `process_start_time_seconds ${one.started ?? now - 100}`,
          ];
          send(one.status ?? 200, one.status ? '{"message":"no"}' : lines.join('\n'));
        } else if (url.includes('/leases')) {
          const items = Object.entries(leases).map(([name, silent]) => ({
            metadata: { name, labels: { 'kubernetes.io/hostname': `host-of-${name}` } },
            spec: { renewTime: new Date((now - silent) * 1000).toISOString() },
          }));
          send(200, JSON.stringify({ items }));
        } else send(one.reloads === false ? 404 : 200, 'ok');
      });
      open.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    }),
  );
  said = [];
  servers = new ApiServers(
    endpoints.map((endpoint) => new ApiServer({ endpoint })),
    (line) => said.push(line.replace(/127\.0\.0\.1:\d+/, 'SERVER')),
  );
  return servers;
}

describe('the API servers that are named', () => {
  it('are all that live', async () => {
    const all = await play(
      [
        { id: 'a', hash: 'x' },
        { id: 'b', hash: 'x' },
      ],
      { a: 1, b: 1 },
    );
    expect((await all.areAll()).map(({ identity }) => identity)).toEqual([idOf('a'), idOf('b')]);
    expect(said).toEqual([]);
  });

  it('may be two on one machine, which are told apart by when they began', async () => {
    const all = await play(
      [
        { id: 'a', hash: 'x', started: now - 9 },
        { id: 'a', hash: 'x' },
      ],
      { a: 1 },
    );
    await expect(all.areAll()).resolves.toHaveLength(2);
  });

  it('lack one that lives', async () => {
    const all = await play([{ id: 'a', hash: 'x' }], { a: 1, b: 1 });
    await expect(all.areAll()).rejects.toThrow(
      'an API server on host-of-b was not named: add --server https://ADDRESS:6443 for it',
    );
  });

  it('lack one that does not', async () => {
    await (await play([{ id: 'a', hash: 'x' }], { a: 1, b: 600 })).areAll();
    expect(said).toEqual([
      'note: the API server on host-of-b has been silent for 10 min. Before it starts again, it must have this encryption file',
    ]);
  });

  it('are one, by two addresses', async () => {
    const all = await play(
      [
        { id: 'a', hash: 'x' },
        { id: 'a', hash: 'x' },
      ],
      { a: 1 },
    );
    await expect(all.areAll()).rejects.toThrow('is a server that was named by another address, or by a load balancer');
  });

  it('do not let one read metrics', async () => {
    const all = await play([{ id: 'a', hash: 'x', status: 403 }], {});
    await expect(all.areAll()).rejects.toThrow(
      'does not let you read /metrics (no): take the kubeconfig of an administrator',
    );
  });
});

describe('what is waited for', () => {
  it.each<[string, Partial<Played>, string]>([
    ['a file that is not loaded yet', {}, '  SERVER: has not loaded it yet; it looks once a minute'],
    [
      'a server that does not look',
      { reloads: false },
      `  SERVER: does not read the file by itself (--encryption-provider-config-automatic-reload is off): give it ${path} and restart it`,
    ],
    [
      'a file that it cannot read',
      { failed: now - 5 },
      '  SERVER: could not read its file, and goes on with the one before: see its log for "error processing encryption config file"',
    ],
    [
      'a server that does not answer',
      { status: 503 },
      '  SERVER: SERVER cannot be asked: answered 503 to /metrics: no',
    ],
  ])('%s', async (_, state, line) => {
    const played: Played = { id: 'a', hash: 'sha256:before', ...state };
    const all = await play([played], {});
    const had = all.have(file);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(said.map((one) => one.replace(/127\.0\.0\.1:\d+/, 'SERVER'))).toEqual([line]);
    // It comes: by itself, by a restart, or by hand.
    played.hash = file.hash;
    delete played.status;
    await expect(had).resolves.toHaveLength(1);
    expect(said.at(-1)).toBe('  SERVER: has loaded it');
  });

  it('ends when somebody else changes the file', async () => {
    const all = await play([{ id: 'a', hash: 'sha256:before' }], {});
    writeFileSync(path, `${content}\n`);
    await expect(all.have(file)).rejects.toThrow(`${path} was changed by somebody else: run the command again`);
  });
});
