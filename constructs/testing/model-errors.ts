import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * What the typed packages of custom resources find wrong with objects: nothing, if all is well. Objects that none of them
 * knows are passed over. For tests.
 */
export function modelErrors(objects: readonly unknown[]): string[] {
  const input = JSON.stringify(objects);
  return JSON.parse(execFileSync(process.execPath, [join(__dirname, 'check-models.mjs')], { input, encoding: 'utf8' }));
}
