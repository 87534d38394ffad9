import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { keepNames, type Owner, replaceFile } from '../replace-file';

/** What a rotation that is under way is about. It holds no secret: what was done is told by the file of keys itself. */
export interface Journal {
  /** The new key's name. */
  readonly key: string;
  readonly old: readonly string[];
  /** When it began, ISO 8601. */
  readonly started: string;
}

const placeOf = (encryptionFile: string): string => `${encryptionFile}.rotation.json`;

/** Reads it; `undefined` where none is under way, or what is there is no journal. */
export function readJournal(encryptionFile: string): Journal | undefined {
  try {
    const { key, old, started } = JSON.parse(readFileSync(placeOf(encryptionFile), 'utf8')) as Partial<Journal>;
    const isJournal = typeof key === 'string' && Array.isArray(old) && typeof started === 'string';
    return isJournal && !Number.isNaN(Date.parse(started)) ? { key, old: old.map(String), started } : undefined;
  } catch {
    return undefined;
  }
}

export function writeJournal(encryptionFile: string, journal: Journal, owner: Owner): void {
  replaceFile(placeOf(encryptionFile), `${JSON.stringify(journal)}\n`, owner);
}

/** Ends it. */
export function removeJournal(encryptionFile: string): void {
  rmSync(placeOf(encryptionFile), { force: true });
  keepNames(dirname(encryptionFile));
}
