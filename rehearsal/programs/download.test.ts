import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, globalAgent, Server } from 'node:https';
import { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, issue } from '../cluster/certificate';
import { downloadArchive } from './download';

const root = mkdtempSync(join(tmpdir(), 'palisade-download-'));
const never = new AbortController().signal;
const authority = createAuthority('test', 1);
const host = issue(authority, {
  subject: { commonName: 'test' },
  use: 'server',
  hosts: ['127.0.0.1'],
  lifetimeHours: 1,
});
let server: Server;
let origin: string;
let bytes: Buffer;

beforeAll(async () => {
  mkdirSync(join(root, 'sample-1.2.3'));
  writeFileSync(join(root, 'sample-1.2.3', 'sample'), 'the program');
  writeFileSync(join(root, 'sample-1.2.3', 'other'), 'not wanted');
  execFileSync('tar', ['-czf', join(root, 'sample.tar.gz'), '-C', root, 'sample-1.2.3']);
  bytes = readFileSync(join(root, 'sample.tar.gz'));
  server = createServer({ cert: host.certificate, key: host.key }, (request, response) => {
    const to: Record<string, string> = {
      '/moved': '/sample.tar.gz',
      '/plain': 'http://127.0.0.1/sample.tar.gz',
      '/round': '/round',
    };
    const location = to[request.url ?? ''];
    if (request.url === '/sample.tar.gz') response.setHeader('content-length', bytes.length).end(bytes);
    else if (location !== undefined) response.writeHead(302, { location }).end();
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  globalAgent.options.ca = authority.certificate;
});

afterAll(async () => {
  globalAgent.options.ca = undefined;
  await new Promise((resolve) => server.close(resolve));
  rmSync(root, { recursive: true });
});

let count = 0;
async function download(path: string, digest?: string, algorithm: 'sha256' | 'sha512' = 'sha256') {
  count += 1;
  const folder = join(root, String(count));
  mkdirSync(folder);
  const archive = {
    version: [1, 2, 3] as const,
    url: `${origin}${path}`,
    algorithm,
    digest: digest ?? createHash(algorithm).update(bytes).digest('hex'),
    members: { sample: 'sample-1.2.3/sample' },
  };
  const details: string[] = [];
  const report = (_phase: string, detail: string) => details.push(detail);
  return { folder, details, done: downloadArchive(archive, folder, process.env, report, never) };
}

describe('a download', () => {
  it.each([
    ['/sample.tar.gz', 'sha256'],
    ['/sample.tar.gz', 'sha512'],
    ['/moved', 'sha256'],
  ] as const)('of %s with the pinned %s is unpacked, what is wanted of it', async (path, algorithm) => {
    const { folder, details, done } = await download(path, undefined, algorithm);
    expect(await done).toEqual({ sample: join(folder, 'sample-1.2.3/sample') });
    expect(readFileSync(join(folder, 'sample-1.2.3/sample'), 'utf8')).toBe('the program');
    expect(existsSync(join(folder, 'sample-1.2.3/other'))).toBe(false);
    expect(details).toEqual(['0 of 0 MB', 'unpacking']);
  });

  it('with another digest is not used, nor unpacked', async () => {
    const pinned = '0'.repeat(64);
    const { folder, done } = await download('/sample.tar.gz', pinned);
    const actual = createHash('sha256').update(bytes).digest('hex');
    await expect(done).rejects.toThrow(
      `${origin}/sample.tar.gz has the sha256 ${actual}, not the pinned ${pinned}: it is not used`,
    );
    expect(existsSync(join(folder, 'sample-1.2.3'))).toBe(false);
  });

  it.each([
    ['/missing', /\/missing answered 404$/],
    ['/plain', /\/plain leads astray to http:\/\/127\.0\.0\.1\/sample\.tar\.gz$/],
    ['/round', /\/round leads astray to https:.*\/round$/],
  ])('of %s fails, and says why', async (path, message) => {
    await expect((await download(path)).done).rejects.toThrow(message);
  });

  it('from a site whose certificate nobody vouches for fails', async () => {
    globalAgent.options.ca = undefined;
    await expect((await download('/moved')).done).rejects.toThrow(/unable to (get local issuer|verify the first)/);
    globalAgent.options.ca = authority.certificate;
  });
});
