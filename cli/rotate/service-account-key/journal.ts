import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { replaceFile } from '../replace-file';
import type { KeyFiles } from './keys';

/** What files alone do not tell of a rotation that has begun. Nothing of it is secret. */
export interface Journal {
  /** Which key is to go. */
  readonly old: string;
  /** When every server was seen to sign with the new key: no token of the old one is younger. ISO 8601. */
  readonly signedSince?: string;
  /** When the old key was gone. ISO 8601. */
  readonly finished?: string;
}

/** Where it lies: beside the keys. */
export function journalFile({ key }: KeyFiles): string {
  return join(dirname(key), 'sa.rotation.json');
}

/** @returns undefined where no rotation has begun */
export function readJournal(files: KeyFiles): Journal | undefined {
  const path = journalFile(files);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const journal = JSON.parse(text) as Partial<Journal>;
    const dated = [journal.signedSince, journal.finished].every(
      (date) => date === undefined || !Number.isNaN(Date.parse(date)),
    );
    if (typeof journal.old === 'string' && dated) return journal as Journal;
  } catch {
    // As below.
  }
  throw new Error(
    `${path} was changed by hand: write {"old": "ID OF THE OLD KEY"} there, and tokens are waited for anew`,
  );
}

export function writeJournal(files: KeyFiles, journal: Journal): void {
  const owner = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0, mode: 0o600 };
  replaceFile(journalFile(files), `${JSON.stringify(journal)}\n`, owner);
}
