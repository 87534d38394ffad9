import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Report } from './progress';
import { Archive } from './recipe';
import { run } from './run';

/** Milliseconds to reach a site: where none answers, the next way costs nothing. */
const CONNECT = 3000;
/** Milliseconds without a byte after which a transfer counts as dead. */
const SILENCE = 30_000;
const REDIRECTS = 5;

/**
 * Downloads an archive into a folder, and unpacks what is wanted of it only if its digest is the pinned one.
 * Resolves to the paths of its programs by name.
 */
export async function downloadArchive(
  archive: Archive,
  folder: string,
  env: NodeJS.ProcessEnv,
  report: Report,
  signal: AbortSignal,
): Promise<Record<string, string>> {
  const file = join(folder, 'archive.tar.gz');
  const digest = await save(archive, file, report, signal);
  if (digest !== archive.digest) {
    throw new Error(
      `${archive.url} has the ${archive.algorithm} ${digest}, not the pinned ${archive.digest}: it is not used`,
    );
  }
  report('download', 'unpacking');
  await run('tar', ['-xzf', file, '-C', folder, ...Object.values(archive.members)], { env, signal });
  return Object.fromEntries(Object.entries(archive.members).map(([name, member]) => [name, join(folder, member)]));
}

async function save(archive: Archive, file: string, report: Report, signal: AbortSignal): Promise<string> {
  const response = await open(archive.url, REDIRECTS, signal);
  const total = Number(response.headers['content-length'] ?? 0);
  const megabytes = (bytes: number) => Math.round(bytes / 1e6);
  const hash = createHash(archive.algorithm);
  let received = 0;
  let told = -1;
  const count = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      received += chunk.length;
      if (megabytes(received) !== told) {
        told = megabytes(received);
        report('download', total > 0 ? `${told} of ${megabytes(total)} MB` : `${told} MB`);
      }
      done(undefined, chunk);
    },
  });
  await pipeline(response, count, createWriteStream(file, { mode: 0o600, flags: 'wx' }), { signal });
  return hash.digest('hex');
}

function open(url: string, redirects: number, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // A connection each: one that is kept would outlive us by its time-out, and a reused one never says it connected.
    const headers = { 'user-agent': 'palisade', connection: 'close' };
    const request = get(url, { signal, headers }, (response) => {
      const { statusCode = 0, headers } = response;
      if (statusCode === 200) return resolve(response);
      response.destroy();
      const next = headers.location === undefined ? undefined : new URL(headers.location, url);
      if (statusCode < 300 || statusCode > 399 || next === undefined) {
        return reject(new Error(`${url} answered ${statusCode}`));
      }
      if (next.protocol !== 'https:' || redirects === 0) return reject(new Error(`${url} leads astray to ${next}`));
      return resolve(open(next.href, redirects - 1, signal));
    });
    const unreachable = setTimeout(() => {
      request.destroy(new Error(`${new URL(url).host} cannot be reached (no connection in ${CONNECT / 1000} s)`));
    }, CONNECT);
    request.once('socket', (socket) => {
      socket.once('secureConnect', () => clearTimeout(unreachable));
      socket.setTimeout(SILENCE, () => request.destroy(new Error(`${url} has fallen silent`)));
    });
    request.once('error', (error) => {
      clearTimeout(unreachable);
      reject(error);
    });
  });
}
