import { existsSync, readFileSync } from 'node:fs';
import { replaceFile } from '../replace-file';
import { type Stage, stages } from './stage';

/** What certificates alone do not tell of a replacement that has begun. Nothing of it is secret. */
export interface Journal {
  /** Fingerprints (SHA-256) of the authority that is to go, and of the one that comes. */
  readonly old: string;
  readonly next: string;
  readonly stage: Stage;
  /** When each API server's process had begun before this stage: a later one has read what the stage wrote. */
  readonly before: Readonly<Record<string, number>>;
  /** When all was seen to be at this stage, by the API server's own clock. ISO 8601. */
  readonly reached?: string;
  /** When the old one was gone. ISO 8601. */
  readonly finished?: string;
}

/** Where the authority lies. */
interface AuthorityFile {
  readonly current: { readonly certificate: string };
}

/** Where it lies: beside the authority. */
export function journalFile({ current }: AuthorityFile): string {
  return current.certificate.replace(/\.crt$/, '.rotation.json');
}

/** @returns undefined where no replacement has begun. @throws Error where it was changed by hand */
export function readJournal(place: AuthorityFile): Journal | undefined {
  const path = journalFile(place);
  if (!existsSync(path)) return undefined;
  try {
    const journal = JSON.parse(readFileSync(path, 'utf8')) as Journal;
    const { old, next, stage, before, reached, finished } = journal;
    const dated = [reached, finished].every((date) => date === undefined || !Number.isNaN(Date.parse(date)));
    const named = [old, next].every((each) => /^([0-9A-F]{2}:){31}[0-9A-F]{2}$/.test(each));
    if (dated && named && stages.includes(stage) && typeof before === 'object' && before !== null) return journal;
  } catch {
    // As below.
  }
  throw new Error(`${path} cannot be read: copy it anew from where the replacement was begun, or put it back`);
}

export function writeJournal(place: AuthorityFile, journal: Journal): void {
  const owner = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0, mode: 0o600 };
  replaceFile(journalFile(place), `${JSON.stringify(journal, undefined, 2)}\n`, owner);
}
