import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The command lines of all processes that work in a folder or were given it as an argument. Linux only. */
export function processesAround(folder: string): string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)) {
    try {
      const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
      if (commandLine.includes(folder) || readlinkSync(`/proc/${pid}/cwd`).startsWith(folder)) {
        found.push(`${pid}: ${commandLine}`);
      }
    } catch {
      // It ended while we looked.
    }
  }
  return found;
}
