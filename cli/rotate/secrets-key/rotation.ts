import { randomBytes } from 'node:crypto';
import { replaceFile } from '../replace-file';
import type { ApiServers } from './api-servers';
import { EncryptionFile, Refusal } from './encryption-file';
import type { Census, Etcd } from './etcd';
import { type Journal, readJournal, removeJournal, writeJournal } from './journal';
import { localMark } from './mark';
import { renew } from './renew';
import { nextName, type Stage, stageOf } from './stage';

/** When an old key may go: when etcd was seen to hold no record of it, or on the caller's word alone. */
export type Removal = 'when-proven' | 'unproven';

/** What a rotation came to. */
export interface Outcome {
  readonly key: string;
  readonly removed: readonly string[];
  readonly written: number;
  readonly seconds: number;
  /** What etcd was seen to hold in the end; `undefined`: it was not looked at. */
  readonly census: Census | undefined;
}

export interface RotationOptions {
  readonly path: string;
  readonly servers: ApiServers;
  readonly etcd: Etcd | undefined;
  readonly removal: Removal;
  readonly say: (line: string) => void;
}

/** The file and its stage; with the journal, where one key is the end of a rotation and not its beginning. */
export function readState(path: string): { file: EncryptionFile; stage: Stage; journal: Journal | undefined } {
  const file = EncryptionFile.read(path);
  if (file.provider.kind === 'kms') throw new Refusal(`${path} holds no key: it names a KMS plug-in`);
  const journal = readJournal(path);
  return { file, stage: stageOf(path, file.provider.keys, journal?.key), journal };
}

/**
 * Goes from wherever a rotation is to its end. Each step leaves the file such that every record can be read, whatever
 * happens, and the next run goes on from what the file says.
 */
export async function rotate(options: RotationOptions): Promise<Outcome> {
  const { path, servers, say } = options;
  const began = Date.now();
  let { file, stage, journal } = readState(path);
  await servers.areAll();
  if (stage.at === 'one-key' && journal?.key !== stage.key) {
    await sameFile(options, file);
    const key = journal?.old.includes(stage.key) ? journal.key : nextName([stage.key]);
    journal = { key, old: [stage.key], started: new Date().toISOString() };
    writeJournal(path, journal, file.owner);
    replace(file, file.withKey(key, randomBytes(32)));
    ({ file, stage } = readState(path));
  }
  journal ??= { key: stage.key, old: 'old' in stage ? stage.old : [], started: new Date().toISOString() };
  if (stage.at === 'added') {
    say(`step 1 of 5: ${stage.key} is in the file, and decrypts; waiting until every API server has it`);
    copies(options);
    await servers.have(file);
    await servers.areAll();
    replace(file, file.withFirst(stage.key));
    ({ file, stage } = readState(path));
  }
  let written = 0;
  let census: Census | undefined;
  if (stage.at === 'first') {
    say(`step 2 of 5: ${stage.key} is the first, and encrypts; waiting until every API server has it`);
    copies(options);
    const seen = await servers.have(file);
    const marks = stage.old.map(localMark);
    ({ written, census } = await renew(options, {
      key: stage.key,
      old: stage.old.join(', '),
      isOld: (mark) => marks.includes(mark),
      since: Date.now() - Math.min(...seen.map(({ now, since }) => now - since)),
      steps: ['step 3 of 5', 'step 4 of 5'],
    }));
    await servers.have(file);
    await servers.areAll();
    say(`step 5 of 5: taking out ${stage.old.join(', ')}`);
    replace(file, file.withFirstOnly());
    ({ file, stage } = readState(path));
  } else {
    say(`step 5 of 5: ${stage.key} is the only key`);
  }
  copies(options);
  await servers.have(file);
  removeJournal(path);
  const started = Math.min(began, Date.parse(journal.started));
  return { key: stage.key, removed: journal.old, written, seconds: Math.round((Date.now() - started) / 1000), census };
}

/** A rotation begins where all servers have one file. */
async function sameFile({ servers }: RotationOptions, file: EncryptionFile): Promise<void> {
  for (const server of servers.servers) {
    const { hash } = await server.look();
    if (hash === undefined) {
      throw new Refusal(
        `${server.name} does not say which encryption file it has: it has none, or is older than Kubernetes 1.36`,
      );
    }
    if (hash !== file.hash) {
      throw new Refusal(
        `${server.name} has another encryption file than ${file.path}: give all API servers the same one first, and wait a minute or restart it`,
      );
    }
  }
}

function replace(file: EncryptionFile, text: string): void {
  if (!file.isStill()) throw new Refusal(`${file.path} was changed by somebody else: run the command again`);
  replaceFile(file.path, text, file.owner);
}

function copies({ path, servers, say }: RotationOptions): void {
  if (servers.servers.length > 1) {
    say(`  copy ${path} now to the machines of the other API servers: same place, owner and mode (0600)`);
  }
}
