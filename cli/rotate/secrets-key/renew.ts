import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from './encryption-file';
import type { Census } from './etcd';
import { rewrite } from './rewrite';
import type { RotationOptions } from './rotation';

/**
 * Milliseconds after which no request is under way that read its key before a server took up another: a request lives a minute
 * (--request-timeout).
 */
const IN_FLIGHT = 65_000;
/** Rounds of writing anew. What is written by a request that was under way is found by the second. */
const ROUNDS = 3;

/** What is to be written anew, and why. */
export interface Renewal {
  /** What it is to be under, in words. */
  readonly key: string;
  /** What it was under, in words. */
  readonly old: string;
  /** Tells the marks of records that are still under what is old. */
  readonly isOld: (mark: string) => boolean;
  /** Milliseconds of this machine's clock since when every server encrypts by the new key. */
  readonly since: number;
  /** What writing and proving are called on the screen. */
  readonly steps: readonly [writing: string, proving: string];
}

/**
 * Writes all records anew, and proves it.
 *
 * @throws Refusal where something is left under an old key, or nobody may look
 */
export async function renew(
  { servers, etcd, removal, say }: RotationOptions,
  { key, old, isOld, since: loaded, steps: [writing, proving] }: Renewal,
): Promise<{ written: number; census: Census | undefined }> {
  let written = 0;
  let last = 0;
  for (let round = 1; ; round += 1) {
    const left = (await etcd?.census(isOld))?.old;
    if (left?.length !== 0) {
      say(`${writing}: writing ${left === undefined ? 'everything' : `${left.length} records`} anew`);
      const since = Date.now();
      const result = await rewrite({
        client: servers.client,
        only: left,
        progress: (done, of, resource) => {
          if (Date.now() - last < 500) return;
          last = Date.now();
          const rest =
            of === undefined ? '' : ` of ${of}, ${Math.ceil(((of - done) * (last - since)) / 1000 / done)} s left`;
          say(`  ${done}${rest} (${resource})`);
        },
      });
      written += result.written;
      say(`  ${result.written} written anew`);
      for (const { object, why } of result.refused.slice(0, 20)) say(`  ${object} was not written: ${why}`);
      if (etcd === undefined && result.refused.length > 0) {
        throw new Refusal(
          `${result.refused.length} objects were not written anew: mend that, and run the command again`,
        );
      }
    }
    const wait = loaded + IN_FLIGHT - Date.now();
    if (wait > 0) {
      say(
        `${proving}: waiting ${Math.ceil(wait / 1000)} s, until no request is under way that began under the old key`,
      );
      await sleep(wait);
    }
    if (etcd === undefined) {
      if (round === 1) continue;
      if (removal === 'unproven') return { written, census: undefined };
      throw new Refusal(
        `everything was written anew under ${key}, but not checked in etcd, so ${old} stays: add --etcd-server, or take it out unproven by --remove unproven`,
      );
    }
    say(`${proving}: looking at every record in etcd`);
    const census = await etcd.census(isOld);
    if (census.old.length === 0) {
      say(`  ${census.total} records, none under ${old}`);
      return { written, census };
    }
    if (round >= ROUNDS) {
      const some = census.old.slice(0, 20).join('\n  ');
      throw new Refusal(
        `${census.old.length} records are still under ${old}, which stays:\n  ${some}\nWrite or delete them, and run the command again`,
      );
    }
  }
}
