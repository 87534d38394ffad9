import type { X509Certificate } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Client } from '../../api-server/client';
import { readKubeconfig } from '../../api-server/kubeconfig';
import { keepNames, replaceFile } from '../replace-file';
import { restartedPod, servedFingerprint } from '../served';
import type { StaticPod } from '../static-pod';
import { until } from '../until';
import { certificateIn, isDue } from './certificate';
import type { HeldLeaf, Holder } from './leaves';
import { settlePair } from './pair';
import { fileOf, heldPair, read, renew } from './renewal';

/** What a pod was last started for: the certificate that it then read. */
const annotation = 'palisade.dev/client-certificate';

/** What a run works on. */
export interface Renewal {
  readonly leaves: readonly HeldLeaf[];
  /** Also those that are not due. */
  readonly all: boolean;
  /** An authority that is being replaced: what it signed is due. */
  readonly former?: X509Certificate;
  readonly say: (line: string) => void;
  readonly now: () => Date;
}

/**
 * Renews what is due, and then sees that what lies there is in use. Whoever was interrupted runs it again: a pair that was being
 * replaced is settled first.
 *
 * @returns what went wrong, by certificate; the others are renewed all the same
 */
export async function renewLeaves({ leaves, all, former, say, now }: Renewal): Promise<readonly string[]> {
  const failed: string[] = [];
  const attempt = async (leaf: HeldLeaf, work: () => Promise<void> | void) => {
    try {
      await work();
    } catch (error) {
      failed.push(`${leaf.name}: ${(error as Error).message}`);
    }
  };
  for (const leaf of leaves) {
    await attempt(leaf, () => {
      if (leaf.holder.kind === 'pair') settlePair(leaf.holder.files);
      const certificate = certificateIn(heldPair(leaf).certificate, fileOf(leaf));
      if (!all && !isDue(certificate, now()) && !(former && certificate.verify(former.publicKey))) return;
      say(`${leaf.name}: making a new key and certificate`);
      if (leaf.holder.kind === 'kubeconfig' && leaf.holder.pod) markForRestart(leaf.holder.path);
      renew(leaf, now(), former);
      say(`  ${fileOf(leaf)} is new`);
    });
  }
  const broken = failed.map((problem) => problem.split(':')[0]);
  for (const leaf of leaves) {
    if (broken.includes(leaf.name)) continue;
    await attempt(leaf, async () => {
      const seen = await seenInUse(leaf, say);
      if (seen !== undefined) say(`${leaf.name}: ${seen}`);
    });
  }
  return failed;
}

/** @returns how it was seen, undefined where nobody here sees it */
async function seenInUse(leaf: HeldLeaf, say: (line: string) => void): Promise<string | undefined> {
  const pair = heldPair(leaf);
  const { fingerprint256 } = certificateIn(pair.certificate, fileOf(leaf));
  const { holder } = leaf;
  if (holder.kind === 'kubeconfig') return seenAsked(holder, fingerprint256, say);
  const { seen } = holder;
  if (seen.by === 'nobody') return undefined;
  if (seen.by === 'showing') {
    await until(
      async () =>
        (await servedFingerprint(seen.server)) === fingerprint256
          ? undefined
          : `${seen.server} still shows another certificate than ${fileOf(leaf)}`,
      { say },
    );
    return `shown by ${seen.server}`;
  }
  const ca = read(seen.authority);
  const client = new Client({ endpoint: seen.server, ca, cert: pair.certificate, key: pair.key });
  try {
    await until(
      async () => {
        // Whether etcd has a majority is not asked: who is let in, gets an answer.
        await client.get('/health');
        return undefined;
      },
      { say },
    );
  } finally {
    client.close();
  }
  return `let in by ${new URL(seen.server).host}`;
}

async function seenAsked(
  { path, pod }: Extract<Holder, { kind: 'kubeconfig' }>,
  fingerprint: string,
  say: (line: string) => void,
): Promise<string> {
  if (pod && existsSync(markOf(path))) await restartFor(pod, fingerprint, path, say);
  const { access } = await readKubeconfig(path);
  const client = new Client(access);
  try {
    await until(
      async () => {
        const { status } = await client.get('/version');
        return status === 401 ? `${access.endpoint} does not know whom ${path} is for` : undefined;
      },
      { say },
    );
  } finally {
    client.close();
  }
  return `known to ${new URL(access.endpoint).host}`;
}

/** They read their kubeconfig when they start, and then never again. */
async function restartFor(
  pod: StaticPod,
  fingerprint: string,
  path: string,
  say: (line: string) => void,
): Promise<void> {
  const value = fingerprint.replaceAll(':', '').slice(0, 16).toLowerCase();
  await restartedPod(pod, { annotation, value }, say);
  rmSync(markOf(path));
  keepNames(dirname(path));
}

/** Says, also after a crash, that a pod has not yet read its new kubeconfig. */
function markForRestart(path: string): void {
  const owner = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0, mode: 0o600 };
  replaceFile(markOf(path), '', owner);
}

function markOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.renewed`);
}
