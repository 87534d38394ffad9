import { createHash } from 'node:crypto';
import { renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { locked } from '../lock';
import { keepNames, unwritable, withOwner } from '../replace-file';
import type { restartedPod } from '../served';
import type { StaticPod } from '../static-pod';
import { until } from '../until';
import { type Journal, journalFile, readJournal, writeJournal } from './journal';
import { acceptNextKey, acceptSigningKeyOnly, heldKeys, type KeyFiles, makeNextKey, nextKeyFile } from './keys';
import { longestToken } from './lifetime';
import type { Servers } from './servers';
import { type Step, stepOf, steps } from './step';

/** What a pod was last started for: the keys that it then read. */
export const annotation = 'palisade.dev/service-account-keys';

/** What a rotation works on. */
export interface Rotation {
  readonly apiServer: StaticPod;
  readonly controllerManager: StaticPod;
  readonly servers: Servers;
  /** Restarts a pod that publishes no keys, and waits until it is another process. */
  readonly restarted: typeof restartedPod;
  readonly say: (line: string) => void;
  readonly now: () => Date;
  /** Milliseconds to wait for servers. */
  readonly patience?: number;
}

/** How a run ended. */
export type Outcome = { readonly done: true } | { readonly done: false; readonly continueAt: Date };

/** @throws Error where the API server is started otherwise than with one pair of files */
export function keyFilesOf(apiServer: StaticPod): KeyFiles {
  const publicKeys = apiServer.flags.get('service-account-key-file') ?? [];
  if (publicKeys.length !== 1 || publicKeys[0] === undefined) {
    throw new Error(
      `${apiServer.path} has --service-account-key-file ${publicKeys.length} times: write it once; one file holds several keys`,
    );
  }
  return { key: apiServer.required('service-account-signing-key-file'), publicKeys: publicKeys[0] };
}

/**
 * Goes on with a rotation, or begins one, as far as it can go now. Whatever is on disk at any moment, the key that signs is one
 * whose tokens are accepted; to interrupt it and run it again is always safe.
 */
export function rotate(rotation: Rotation): Promise<Outcome> {
  const files = keyFilesOf(rotation.apiServer);
  return locked(lockFile(files), () => goOn(rotation, files));
}

function lockFile({ key }: KeyFiles): string {
  return join(dirname(key), '.sa.rotation.lock');
}

async function goOn(rotation: Rotation, files: KeyFiles): Promise<Outcome> {
  const { apiServer, now, say } = rotation;
  const longest = longestToken(apiServer);
  const tokensEnd = (since: Date) => new Date(since.getTime() + longest);
  for (let last: Step | undefined; ; ) {
    const journal = begunJournal(files, now());
    if (journal?.finished !== undefined) {
      say(`It was finished at ${journal.finished}. To begin another one within the hour, remove ${journalFile(files)}`);
      return { done: true };
    }
    const step = stepOf(heldKeys(files), journal, tokensEnd, now());
    if (step !== last) say(`${steps.indexOf(step) + 1}/${steps.length} ${titles[step]}`);
    last = step;
    if (step === 'wait') {
      const end = tokensEnd(new Date(journal?.signedSince ?? now()));
      const old = await lastingOf(rotation, journal);
      if (old.length > 0) say(`  Meanwhile, ${replaceThese(old)}`);
      return { done: false, continueAt: end };
    }
    await actions[step](rotation, files, journal);
    if (step === 'drop') return { done: true };
  }
}

/** Whoever runs a command until it succeeds, and was interrupted when it had, means no other rotation. */
function begunJournal(files: KeyFiles, now: Date): Journal | undefined {
  const journal = readJournal(files);
  const isPast = journal?.finished !== undefined && now.getTime() - Date.parse(journal.finished) >= 3_600_000;
  return isPast ? undefined : journal;
}

/** Has this machine's servers read keys that were copied from the machine where the rotation was begun. */
export async function readCopied(rotation: Omit<Rotation, 'servers'>): Promise<void> {
  const files = keyFilesOf(rotation.apiServer);
  const { signing, accepted } = heldKeys(files);
  if (!accepted.includes(signing)) throw new Error(`${files.publicKeys} does not accept ${files.key}: copy both`);
  await locked(lockFile(files), () => restart(rotation, files));
}

const titles: Readonly<Record<Step, string>> = {
  make: 'Make the new key',
  accept: 'Let every API server accept tokens of both keys',
  sign: 'Sign with the new key',
  wait: 'Wait until the last token of the old key has ended',
  drop: 'Accept tokens of the new key only',
};

type Action = (rotation: Rotation, files: KeyFiles, journal: Journal | undefined) => Promise<void>;

const actions: Readonly<Record<Exclude<Step, 'wait'>, Action>> = {
  make: async ({ say }, files, journal) => {
    if (journal === undefined) writeJournal(files, { old: heldKeys(files).signing });
    makeNextKey(files);
    say(`  ${nextKeyFile(files)} is made; nobody uses it yet`);
  },
  accept: async ({ say }, files) => {
    acceptNextKey(files);
    say(`  ${files.publicKeys} has both keys`);
  },
  sign: async (rotation, files, journal) => {
    const { say, now } = rotation;
    const { signing, accepted, next } = heldKeys(files);
    if (next !== undefined && signing === journal?.old) {
      restartApiServer(rotation, files);
      // A token of a key that one server does not know would be refused there.
      await seen(rotation, files, 'accepts tokens of both keys', [files.publicKeys], async (server) => {
        const known = await rotation.servers.accepted(server);
        return accepted.every((key) => known.includes(key));
      });
      try {
        renameSync(nextKeyFile(files), files.key);
        keepNames(dirname(files.key));
      } catch (error) {
        throw unwritable(files.key, error);
      }
      say(`  ${files.key} is the new key`);
    }
    const key = heldKeys(files).signing;
    await restart(rotation, files);
    await seen(
      rotation,
      files,
      'signs with the new key',
      [files.publicKeys, files.key],
      async (server) => (await rotation.servers.signing(server)) === key,
    );
    writeJournal(files, { old: journal?.old ?? signing, signedSince: now().toISOString() });
  },
  drop: async (rotation, files, journal) => {
    const old = await lastingOf(rotation, journal);
    if (old.length > 0) throw new Error(replaceThese(old));
    const { signing, accepted } = heldKeys(files);
    if (accepted.length > 1) acceptSigningKeyOnly(files);
    rotation.say(`  ${files.publicKeys} has the new key only`);
    await restart(rotation, files);
    await seen(rotation, files, 'accepts tokens of the new key only', [files.publicKeys], async (server) => {
      const known = await rotation.servers.accepted(server);
      return known.length === 1 && known[0] === signing;
    });
    writeJournal(files, { old: journal?.old ?? signing, finished: rotation.now().toISOString() });
  },
};

/** Has the servers of this machine read their files, where they have not yet. */
async function restart(rotation: Omit<Rotation, 'servers'>, files: KeyFiles): Promise<void> {
  restartApiServer(rotation, files);
  const { controllerManager, restarted, say } = rotation;
  const signing = heldKeys(files).signing.slice(0, 16);
  await restarted(controllerManager, { annotation, value: signing }, say);
}

/** Whoever asks it for its keys sees whether it was. */
function restartApiServer({ apiServer, say }: Omit<Rotation, 'servers'>, files: KeyFiles): void {
  const { signing, accepted } = heldKeys(files);
  const read = createHash('sha256')
    .update([signing, ...[...accepted].sort()].join())
    .digest('base64url')
    .slice(0, 16);
  if (apiServer.restart(annotation, read)) say('  kube-apiserver is being restarted');
}

/** Waits until every server is as it should be, and says what is to be copied to the machines whose server is not. */
async function seen(
  { servers, say, patience }: Rotation,
  files: KeyFiles,
  what: string,
  copies: readonly string[],
  holds: (server: string) => Promise<boolean>,
): Promise<void> {
  if (servers.names.length > 1) {
    const copied = copies.map((path) => (path === files.key ? withOwner(path) : path));
    say(
      `  On each other machine of the control plane: copy ${copied.join(' and ')} from here, over a connection that nobody`,
    );
    say('  reads, and run `palisade rotate sa-key --copied` there. This waits for them');
  }
  for (const server of servers.names) {
    await until(async () => ((await holds(server)) ? undefined : `${server} is not yet one that ${what}`), {
      say,
      patience,
    });
    say(`  ${server} ${what}`);
  }
}

async function lastingOf(
  { servers, patience, say }: Rotation,
  journal: Journal | undefined,
): Promise<readonly string[]> {
  let names: readonly string[] = [];
  // Where it goes on after a crash, the API server may still be about to start.
  await until(
    async () => {
      const tokens = await servers.lasting();
      names = tokens.filter(({ key }) => key === journal?.old).map(({ name }) => name);
      return undefined;
    },
    { say, patience },
  );
  return names;
}

function replaceThese(names: readonly string[]): string {
  return `these Secrets hold tokens of the old key, which never end: ${names.join(', ')}. Replace them by tokens that end (kubectl create token), or delete them and make them anew`;
}
