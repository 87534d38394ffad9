import { until } from '../until';
import { type ApiServer, LIVING_MILLISECONDS, type Seen } from './api-server';
import { type ApiServers, unnamedServer } from './api-servers';
import type { Census, Etcd } from './etcd';
import { type KmsKey, keyOf, notAsked } from './kms';
import { kmsMark, localMark } from './mark';
import { readState } from './rotation';

/** How far a rotation has come, for people and for scripts. */
export interface Status {
  /** Nothing is left to do, and nothing is left unseen. */
  readonly isDone: boolean;
  readonly lines: readonly string[];
  readonly data: object;
}

/** Of keys in a file: which of them encrypts, which servers have the file, and what etcd holds. */
export async function statusOfFile(path: string, servers: ApiServers, etcd: Etcd | undefined): Promise<Status> {
  const { file, stage, journal } = readState(path);
  const found = await ask(servers, async (_, { hash }) => ({ has: hash === file.hash ? 'this file' : 'another file' }));
  const marks = 'old' in stage ? stage.old.map(localMark) : [];
  const census = await etcd?.census((mark) => marks.includes(mark));
  const isDone =
    stage.at === 'one-key' &&
    journal === undefined &&
    found.unnamed.length === 0 &&
    found.servers.every(({ has }) => has === 'this file');
  const told = {
    'one-key': `${stage.key} is the only key`,
    added: `${stage.key} is new: it decrypts, and does not encrypt yet`,
    first: `${stage.key} encrypts; the old ones are still there`,
  }[stage.at];
  return {
    isDone,
    lines: [
      `${path}: ${told}`,
      ...linesOf(found, census),
      isDone ? 'No rotation is under way.' : 'A rotation is not finished: run the command without --status.',
    ],
    data: { stage, ...found, etcd: countsIn(census) },
  };
}

/** Of a key at a KMS: by which one each server encrypts, asked now, and what etcd holds. */
export async function statusUnderKms(plugin: string, servers: ApiServers, etcd: Etcd | undefined): Promise<Status> {
  const found = await ask(servers, async (server, { now }) => keyNow(plugin, server, now));
  const marks = new Set(found.servers.map(({ key = '' }) => kmsMark(plugin, key)));
  const [mark] = marks;
  const census = await etcd?.census((seen) => seen !== mark);
  const isDone =
    marks.size === 1 &&
    found.unnamed.length === 0 &&
    found.servers.every(({ key }) => key !== undefined) &&
    census?.old.length === 0;
  return {
    isDone,
    lines: [
      ...linesOf(found, census),
      isDone ? 'Every record is under the newest key.' : 'Not every record was seen under the newest key.',
    ],
    data: { plugin, ...found, etcd: countsIn(census) },
  };
}

interface Told {
  readonly server: string;
  /** In words. */
  readonly has: string;
  /** The hash of the id of the key that it encrypts by, where a KMS holds it. */
  readonly key?: string;
}

interface Found {
  readonly servers: readonly Told[];
  /** What to do about the living servers that nobody named. */
  readonly unnamed: readonly string[];
}

/** Asks every server, whatever becomes of the others. */
async function ask(
  servers: ApiServers,
  question: (server: ApiServer, seen: Seen) => Promise<Omit<Told, 'server'>>,
): Promise<Found> {
  const seen: Seen[] = [];
  const told = await Promise.all(
    servers.servers.map(async (server) => {
      const answer = server.look().then((one) => {
        seen.push(one);
        return question(server, one);
      });
      const { has, key } = await answer.catch(({ message }: Error) => ({
        has: `cannot be asked: ${message}`,
        key: undefined,
      }));
      return { server: server.name, has, ...(key === undefined ? {} : { key }) };
    }),
  );
  const unnamed = await servers.unnamed(seen).then(
    (known) => known.filter(({ silent }) => silent <= LIVING_MILLISECONDS).map(({ host }) => unnamedServer(host)),
    ({ message }: Error) => [message],
  );
  return { servers: told, unnamed };
}

/** Waits for what a server says once it has asked its plug-in anew. */
async function keyNow(plugin: string, server: ApiServer, since: number): Promise<Omit<Told, 'server'>> {
  let key: KmsKey = {};
  await until(
    async () => {
      key = await keyOf(plugin, server, since);
      return key.hash === undefined && key.failure === undefined ? notAsked(plugin) : undefined;
    },
    { patience: 60_000, pause: 2000 },
  );
  return key.hash === undefined ? { has: key.failure ?? notAsked(plugin) } : { has: key.hash, key: key.hash };
}

/** How many records each key has encrypted. */
function countsIn(census: Census | undefined): Readonly<Record<string, number>> | 'not checked' {
  if (census === undefined) return 'not checked';
  return { records: census.total, notEncrypted: census.plain, ...Object.fromEntries(census.byKey) };
}

function linesOf({ servers, unnamed }: Found, census: Census | undefined): string[] {
  const counts = countsIn(census);
  return [
    ...servers.map(({ server, has }) => `${server}: ${has}`),
    ...unnamed,
    ...(counts === 'not checked'
      ? ['etcd: not checked']
      : Object.entries(counts).map(([name, count]) => `etcd: ${count} ${name}`)),
  ];
}
