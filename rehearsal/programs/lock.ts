import { randomUUID } from 'node:crypto';
import { linkSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify, isAlive, ownIdentity, ProcessIdentity } from './process-identity';

/** A file that says which process has something to itself. One whose process is gone is taken over. */
export class Lock {
  private constructor(
    private readonly path: string,
    private readonly text: string,
  ) {}

  /** The lock, or the live process that holds it. */
  static try(path: string): Lock | ProcessIdentity {
    const text = JSON.stringify({ ...ownIdentity(), nonce: randomUUID() });
    // Written whole under another name first, so that nobody reads half a lock.
    const draft = beside(path);
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    try {
      for (;;) {
        try {
          linkSync(draft, path);
          sweep(path);
          return new Lock(path, text);
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
        }
        const found = read(path);
        if (found === undefined) continue;
        const holder = parse(found);
        if (holder !== undefined && isAlive(holder)) return holder;
        remove(path, found);
      }
    } finally {
      rmSync(draft, { force: true });
    }
  }

  /** The lock, once whoever holds it lets go. `onWait` hears once of the process that is waited for. */
  static async acquire(path: string, signal: AbortSignal, onWait: (holder: ProcessIdentity) => void): Promise<Lock> {
    for (let told = false; ; told = true) {
      signal.throwIfAborted();
      const lock = Lock.try(path);
      if (lock instanceof Lock) return lock;
      if (!told) onWait(lock);
      // Looked at again at the top of the loop, where an abort throws its own reason.
      await sleep(100, undefined, { signal }).catch(() => {});
    }
  }

  /** Lets go. A lock that was taken over meanwhile is left to its new holder. */
  release(): void {
    remove(this.path, this.text);
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function parse(text: string): ProcessIdentity | undefined {
  try {
    const { pid, started } = JSON.parse(text) as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof started === 'string' ? { pid, started } : undefined;
  } catch {
    return undefined;
  }
}

/** A name beside the lock for this process only. */
function beside(path: string): string {
  return `${path}.${process.pid}.${randomUUID()}`;
}

/** Removes what others left beside the lock when they were killed. */
function sweep(path: string): void {
  const start = `${basename(path)}.`;
  for (const name of readdirSync(dirname(path))) {
    if (!name.startsWith(start)) continue;
    const [, pid] = /^(\d+)\.[\da-f-]{36}$/.exec(name.slice(start.length)) ?? [];
    if (pid !== undefined && identify(Number(pid)) === undefined) rmSync(join(dirname(path), name), { force: true });
  }
}

/** Removes the lock if it still is the one that says `text`: moved aside first, since looking and removing are two steps. */
function remove(path: string, text: string): void {
  const aside = beside(path);
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    // Somebody else's, taken in between: put it back, unless a third one came first.
    if (read(aside) !== text) linkSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
