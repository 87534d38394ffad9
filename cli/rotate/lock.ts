import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { unwritable } from './replace-file';

/**
 * Works while no other process on this machine holds a lock. Whoever was killed holds it no more.
 *
 * @throws Error where another one works, with its process id
 */
export async function locked<T>(path: string, work: () => Promise<T>): Promise<T> {
  const own = `${path}.${process.pid}`;
  try {
    writeFileSync(own, String(process.pid), { mode: 0o600 });
  } catch (error) {
    throw unwritable(path, error);
  }
  try {
    take(path, own);
    try {
      return await work();
    } finally {
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/** A link is there with its contents or not at all, so that nobody takes a lock that is just being written for a dead one's. */
function take(path: string, own: string): void {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      linkSync(own, path);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unwritable(path, error);
    }
    const holder = holderOf(path);
    if (holder !== undefined && isAlive(holder)) {
      throw new Error(
        `process ${holder} is at it: wait until it ends. Where that is another program, remove ${path} and run the command again`,
      );
    }
    rmSync(path, { force: true });
    if (holder !== undefined) rmSync(`${path}.${holder}`, { force: true });
  }
  throw new Error(`${path} is taken again and again: run the command once, not several times`);
}

function holderOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
