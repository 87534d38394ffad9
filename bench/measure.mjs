import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The middle of the values; of an even number the upper one of the two. */
export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** Rows of cells as aligned text, numbers to the right. */
export function table(head, rows) {
  const all = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, column) => Math.max(...all.map((row) => row[column].length)));
  const line = (row) =>
    row.map((cell, i) => (/^[\d.]/.test(cell) ? cell.padStart(widths[i]) : cell.padEnd(widths[i]))).join('  ');
  return all.map(line).join('\n');
}

/** Milliseconds that an async function takes. */
export async function timed(act) {
  const began = performance.now();
  await act();
  return performance.now() - began;
}

/**
 * Runs a command as a user would and returns its exit code, the whole time, the time to its first output (ms), and the
 * peak of the resident memory of all its processes together (bytes), sampled ten times a second. Memory is read from
 * /proc, so on Linux only; elsewhere it is undefined.
 */
export async function measureCommand(command, args, options) {
  const began = performance.now();
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  let firstLine;
  let peak;
  child.stdout.on('data', () => {
    firstLine ??= performance.now() - began;
  });
  const sampler = setInterval(() => {
    const now = residentBelow(child.pid);
    if (now !== undefined) peak = Math.max(peak ?? 0, now);
  }, 100);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(sampler);
  return { code, total: performance.now() - began, firstLine, peak };
}

/** Resident bytes of a process and all below it, shared pages shared out among those that map them (PSS). */
function residentBelow(root) {
  const parents = new Map();
  try {
    for (const entry of readdirSync('/proc')) {
      if (!/^\d+$/.test(entry)) continue;
      try {
        const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
        parents.set(Number(entry), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
      } catch {
        // It ended meanwhile.
      }
    }
  } catch {
    return undefined;
  }
  const below = (pid) => {
    for (let at = pid; at > 1; at = parents.get(at) ?? 0) if (at === root) return true;
    return false;
  };
  let sum = 0;
  for (const pid of parents.keys()) {
    if (!below(pid)) continue;
    try {
      const pss = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'));
      sum += Number(pss?.[1] ?? 0) * 1024;
    } catch {
      // It ended meanwhile.
    }
  }
  return sum;
}
