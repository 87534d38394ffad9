import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Who a file belongs to, and what it may be used for. */
export type Owner = Pick<Stats, 'uid' | 'gid' | 'mode'>;

/** Where the next contents of a file are written. The kubelet passes by names that begin with a dot. */
export function unfinished(path: string): string {
  return join(dirname(path), `.${basename(path)}.unfinished`);
}

/**
 * Gives a file other contents in one step: whoever reads it sees the old or the new, also after a crash.
 *
 * @param owner whose it becomes and with what mode. Default: as the file in place has it
 * @throws Error that names the file, where it cannot be written; the file in place is as it was
 */
export function replaceFile(path: string, contents: string, owner: Owner = statSync(path)): void {
  const next = unfinished(path);
  try {
    // Left by somebody who was interrupted, or laid there by somebody who waits for a key to be written into it.
    rmSync(next, { force: true });
    const file = openSync(next, 'wx', 0o600);
    try {
      writeFileSync(file, contents);
      const { uid, gid } = fstatSync(file);
      if (uid !== owner.uid || gid !== owner.gid) fchownSync(file, owner.uid, owner.gid);
      fchmodSync(file, owner.mode & 0o7777);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, path);
    keepNames(dirname(path));
  } catch (error) {
    try {
      rmSync(next, { force: true });
    } catch {
      // Why it could not be written says more.
    }
    throw unwritable(path, error);
  }
}

/** Brings a folder's names to the disk: a rename is done when it outlives a loss of power. */
export function keepNames(folder: string): void {
  const opened = openSync(folder, 'r');
  try {
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
}

/** Why a file could not be written, with what to do. */
export function unwritable(path: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const why =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? 'the disk is full: make room'
      : code === 'EROFS'
        ? 'the file system is read-only: mount it for writing'
        : code === 'EACCES' || code === 'EPERM'
          ? 'this user may not: run the command as root'
          : message;
  return new Error(`${path} could not be written and is as it was: ${why}, and run the command again`, {
    cause: error,
  });
}

/** A file's path, and whose it is, for whoever copies it to another machine. */
export function withOwner(path: string): string {
  const { uid, gid, mode } = statSync(path);
  return `${path} (owner ${uid}:${gid}, mode ${(mode & 0o7777).toString(8).padStart(4, '0')})`;
}
