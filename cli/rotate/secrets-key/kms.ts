import { setTimeout as sleep } from 'node:timers/promises';
import type { Seen } from './api-server';
import { Refusal } from './encryption-file';
import { kmsMark } from './mark';
import { renew } from './renew';
import type { Outcome, RotationOptions } from './rotation';

/** Milliseconds that servers may take to hear of a new key: they ask their plug-in once a minute. */
const PATIENCE = 10 * 60_000;
const PAUSE = 2000;

/**
 * After the key was rotated at the KMS: waits until every server encrypts by the one that the plug-in names now, writes every
 * record anew, and looks into etcd that none is under another. It may be killed at any moment: what is left, etcd tells.
 *
 * @throws Refusal where servers do not agree, or something is left
 */
export async function renewUnderKms(plugin: string, options: RotationOptions): Promise<Outcome> {
  const { etcd, removal, say } = options;
  const began = Date.now();
  if (etcd === undefined && removal !== 'unproven') {
    throw new Refusal(
      'which records are under which key, etcd alone tells: add --etcd-server, or write everything anew unproven by --remove unproven',
    );
  }
  say(`step 1 of 3: waiting until every API server has asked ${plugin} which key is the newest`);
  const hash = await newestKey(plugin, options);
  const mark = kmsMark(plugin, hash);
  const { written, census } = await renew(options, {
    key: mark,
    old: 'an older key',
    // Of another plug-in's too: it could not be read, and is named.
    isOld: (found) => found !== mark,
    since: Date.now(),
    steps: ['step 2 of 3', 'step 3 of 3'],
  });
  return { key: mark, removed: [], written, seconds: Math.round((Date.now() - began) / 1000), census };
}

/** Hash of the id of the key that all servers were told of after this began. */
async function newestKey(plugin: string, { servers, say }: RotationOptions): Promise<string> {
  const first = await servers.areAll();
  const began = Date.now();
  let told = '';
  for (;;) {
    const seen = await Promise.all(servers.servers.map((server) => server.look()));
    const asked = seen.map((one, index) => answerSince(plugin, one, first[index]?.now ?? 0));
    const [hash] = asked;
    if (hash !== undefined && asked.every((each) => each === hash)) {
      say(`  ${plugin} names the key with the id's hash ${hash}, on each`);
      return hash;
    }
    const why = asked.includes(undefined)
      ? 'not every server has asked since; each asks once a minute'
      : `servers were told of different keys: ${[...new Set(asked)].join(', ')}`;
    if (why !== told) say(`  ${why}`);
    told = why;
    if (Date.now() - began > PATIENCE) {
      throw new Refusal(
        `waited ${PATIENCE / 60_000} min in vain: ${why}. See that the plug-in works beside every API server`,
      );
    }
    await sleep(PAUSE);
  }
}

function answerSince(plugin: string, { keyIds }: Seen, since: number): string | undefined {
  const known = keyIds.get(plugin);
  // A server's clock comes in whole seconds.
  return known !== undefined && known.at > since + 1000 ? known.hash : undefined;
}
