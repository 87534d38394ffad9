import { mkdirSync, rmSync } from 'node:fs';

/**
 * Works in a folder that only its maker may look into, and which is gone afterwards; what a killed one left there is too.
 *
 * @param folder is made
 */
export function inPrivateFolder<T>(folder: string, work: () => T): T {
  rmSync(folder, { recursive: true, force: true });
  try {
    mkdirSync(folder, { mode: 0o700 });
    return work();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
