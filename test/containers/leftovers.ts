import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

interface Mount {
  readonly path: string;
  readonly type: string;
}

/** What is mounted on this machine. Paths with spaces are none of ours. */
function mounts(): Mount[] {
  const lines = readFileSync('/proc/mounts', 'utf8').trim().split('\n');
  return lines.map((line) => {
    const [, path = '', type = ''] = line.split(' ');
    return { path, type };
  });
}

/** Whether control groups are still of the first kind here, which the kubelet refuses to run on unless it is told to. */
export const hasOldControlGroups = () => mounts().some(({ type }) => type === 'cgroup');

/** The folders of a control group: one for each controller of the first kind, one in all of the second. */
function groupFolders(name: string): string[] {
  return mounts()
    .filter(({ type }) => type === 'cgroup' || type === 'cgroup2')
    .map(({ path }) => join(path, name));
}

/** Makes the control group that a kubelet's pods are in; it is told from others by its name. */
export function makeControlGroup(name: string): void {
  for (const folder of groupFolders(name)) mkdirSync(folder, { recursive: true });
}

/** Kills what runs in a control group, and removes it with all below it. */
export async function removeControlGroup(name: string): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const folders = groupFolders(name).filter((folder) => existsSync(folder));
    if (folders.length === 0) return;
    for (const folder of folders) {
      for (const group of below(folder)) {
        for (const pid of readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n')) if (pid !== '') kill(pid);
      }
    }
    for (const folder of folders) for (const group of below(folder)) remove(group);
    await sleep(100);
  }
  throw new Error(`The control group ${name} does not go away: something in it does not end.`);
}

/** Ends processes whose command line names a folder: those that containerd leaves behind for each pod. */
export function killNaming(folder: string): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const [program = '', ...rest] = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      if (program.includes('containerd-shim') && rest.some((word) => word.startsWith(`${folder}/`))) kill(pid);
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** Takes away what is mounted on a folder and below it, the deepest first. */
export function unmount(folder: string): void {
  const ours = mounts().filter(({ path }) => path === folder || path.startsWith(`${folder}/`));
  for (const { path } of ours.reverse()) execFileSync('umount', ['--lazy', path]);
}

/** A group and those below it, the deepest first. */
function below(folder: string): string[] {
  const inner = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [...inner.flatMap(({ name }) => below(join(folder, name))), folder];
}

function kill(pid: string): void {
  try {
    process.kill(Number(pid), 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

function remove(group: string): void {
  try {
    rmdirSync(group);
  } catch {
    // Not empty yet: tried again.
  }
}
