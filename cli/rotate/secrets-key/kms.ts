import { until } from '../until';
import type { ApiServer, Seen } from './api-server';
import { Refusal } from './encryption-file';
import { kmsMark } from './mark';
import { renew } from './renew';
import type { Outcome, RotationOptions } from './rotation';

/** Milliseconds that servers may take to encrypt by a new key: they ask their plug-in once a minute, and a plug-in its KMS. */
const PATIENCE = 10 * 60_000;
/** Milliseconds: a page of metrics costs a large server a second of work. */
const PAUSE = 2000;

/**
 * After the key was rotated at the KMS: waits until every server encrypts by the one that the plug-in names now, writes every
 * record anew, and looks into etcd that none is under another. It may be killed at any moment: what is left, etcd tells.
 *
 * @throws Refusal where servers do not agree, or something is left
 */
export async function renewUnderKms(plugin: string, options: RotationOptions): Promise<Outcome> {
  const { etcd, removal, servers, say } = options;
  const began = Date.now();
  if (etcd === undefined && removal !== 'unproven') {
    throw new Refusal(
      'which records are under which key, etcd alone tells: add --etcd-server, or write everything anew unproven by --remove unproven',
    );
  }
  say(`step 1 of 3: waiting until every API server encrypts by the key that ${plugin} names`);
  const hash = await commonKey(plugin, options);
  say(`  ${plugin} names the key with the id's hash ${hash}, and each encrypts by it`);
  const mark = kmsMark(plugin, hash);
  const { written, census } = await renew(options, {
    key: mark,
    old: 'an older key',
    // Of another plug-in's too: it could not be read, and is named.
    isOld: (found) => found !== mark,
    since: Date.now(),
    steps: ['step 2 of 3', 'step 3 of 3'],
  });
  // A server that came meanwhile, or a key that was rotated once more, would make what was proven worth nothing.
  await servers.areAll();
  const now = await commonKey(plugin, options);
  if (now !== hash) throw new Refusal(`the key was rotated once more meanwhile, to ${now}: run the command again`);
  return { key: mark, removed: [], written, seconds: Math.round((Date.now() - began) / 1000), census };
}

/** The hash of the id of the key that all servers encrypt by, all having asked after this began. */
async function commonKey(plugin: string, { servers, say }: RotationOptions): Promise<string> {
  const first = await servers.areAll();
  let hash = '';
  await until(
    async () => {
      const keys = await Promise.all(
        servers.servers.map((server, index) => keyOf(plugin, server, first[index]?.now ?? 0)),
      );
      const late = keys.findIndex((key) => key.hash === undefined);
      if (late >= 0) return `${servers.servers[late]?.name} ${keys[late]?.failure ?? notAsked(plugin)}`;
      const hashes = [...new Set(keys.map((key) => key.hash))];
      hash = hashes[0] ?? '';
      return hashes.length === 1 ? undefined : `servers encrypt by different keys: ${hashes.join(', ')}`;
    },
    { say, patience: PATIENCE, pause: PAUSE },
  );
  return hash;
}

/** What is known of a server's key: its id's hash, or why it cannot encrypt; neither where it has not asked its plug-in yet. */
export interface KmsKey {
  readonly hash?: string;
  readonly failure?: string;
}

/**
 * By which key a server encrypts. That a plug-in has named a key is not enough: a server to which it then refuses to encrypt
 * goes on with the one of before. So its health is asked for in between: it is of the naming before it, or of a later one, which
 * would show.
 *
 * @param since milliseconds of the server's clock: what it was told before does not count
 */
export async function keyOf(plugin: string, server: ApiServer, since: number): Promise<KmsKey> {
  const hash = namedSince(plugin, await server.look(), since);
  const failure = await server.kmsFailure();
  if (failure !== undefined) return { failure };
  const isSame = hash !== undefined && namedSince(plugin, await server.look(), since) === hash;
  return isSame ? { hash } : {};
}

/** Of a server of which neither is known. */
export const notAsked = (plugin: string): string => `has not asked ${plugin} since; it does within 20 s`;

function namedSince(plugin: string, { keyIds }: Seen, since: number): string | undefined {
  const named = keyIds.get(plugin);
  // A server's clock comes in whole seconds.
  return named !== undefined && named.at > since + 1000 ? named.hash : undefined;
}
