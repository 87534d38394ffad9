import { Lock } from '@palisade/rehearsal/lock';
import { unwritable } from './replace-file';

/**
 * Works while no other process on this machine holds a lock. Whoever was killed holds it no more.
 *
 * @throws Error where another one works, with its process id
 */
export async function locked<T>(path: string, work: () => Promise<T>): Promise<T> {
  const lock = take(path);
  if (!(lock instanceof Lock)) throw new Error(`process ${lock.pid} is at it: wait until it ends`);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

function take(path: string): ReturnType<typeof Lock.try> {
  try {
    return Lock.try(path);
  } catch (error) {
    throw unwritable(path, error);
  }
}
