import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { keepNames, replaceFile, unfinished, unwritable } from '../replace-file';

/** Where a certificate and its key lie. */
export interface PairFiles {
  readonly certificate: string;
  readonly key: string;
}

/** What lies there, in PEM. */
export interface PairText {
  readonly certificate: string;
  readonly key: string;
}

const names = ['certificate', 'key'] as const;

/** Where a pair is made ready: beside it, so that whoever sees the one sees the other. Programs that are not root pass through. */
export function stage(files: PairFiles): string {
  return join(dirname(files.certificate), `.${basename(files.certificate, '.crt')}.renewal`);
}

/**
 * Replaces both files of a pair at one moment. Two renames would leave a certificate with another's key to whoever is killed
 * between them; so both become links into one folder, and that folder becomes another by one rename.
 *
 * @throws Error where it cannot be written; the pair in place is whole
 */
export function replacePair(files: PairFiles, next: PairText): void {
  const folder = stage(files);
  try {
    settlePair(files);
    makeFolder(folder);
    for (const name of names) {
      const owner = statSync(files[name]);
      for (const [version, text] of [
        ['old', readFileSync(files[name], 'utf8')],
        ['new', next[name]],
      ] as const) {
        makeFolder(join(folder, version));
        replaceFile(join(folder, version, name), text, owner);
      }
    }
    link('old', join(folder, 'current'));
    for (const name of names) {
      link(join(relative(dirname(files[name]), folder), 'current', name), files[name]);
    }
    link('new', join(folder, 'current'));
  } catch (error) {
    settlePair(files);
    throw error;
  }
  settlePair(files);
}

/** Brings a pair that somebody was interrupted at to plain files: both old, or both new. */
export function settlePair(files: PairFiles): void {
  const folder = stage(files);
  if (!existsSync(folder)) return;
  for (const name of names) {
    const path = files[name];
    const isOurs =
      lstatSync(path).isSymbolicLink() && dirname(join(dirname(path), readlinkSync(path))) === join(folder, 'current');
    if (isOurs) replaceFile(path, readFileSync(path, 'utf8'));
    rmSync(unfinished(path), { force: true });
  }
  rmSync(folder, { recursive: true });
}

/** Makes a folder for its owner, which others may pass through to a file that they may read. */
function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o711 });
  } catch (error) {
    throw unwritable(path, error);
  }
}

function link(target: string, path: string): void {
  const next = unfinished(path);
  try {
    rmSync(next, { force: true });
    symlinkSync(target, next);
    renameSync(next, path);
    keepNames(dirname(path));
  } catch (error) {
    throw unwritable(path, error);
  }
}
