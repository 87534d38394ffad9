import { execFile } from 'node:child_process';
import { existsSync, lstatSync, readdirSync, readFileSync, type Stats } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Processes that run a program, below a control group. */
export function processesOf(program: string, controlGroup: string): number[] {
  const numbers = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return numbers.filter((pid) => isOf(pid, program, controlGroup)).map(Number);
}

function isOf(pid: string, program: string, controlGroup: string): boolean {
  try {
    const isProgram = readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith(`${program}\0`);
    return isProgram && readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(`/${controlGroup}/`);
  } catch {
    // It has ended meanwhile.
    return false;
  }
}

/** A field of what the kernel says of a process. */
export function statusOf(pid: number, field: string): string {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return new RegExp(`^${field}:\\s+(.*)$`, 'm').exec(text)?.[1]?.replaceAll('\t', ' ') ?? '';
}

/** What a process may use of memory in bytes, and how often it or another of its group was killed for using more. */
export function memoryOf(pid: number): { readonly limit: number; readonly kills: number } {
  const lines = readFileSync(`/proc/${pid}/cgroup`, 'utf8').trim().split('\n');
  const pathOf = (name: string) => lines.map((line) => line.split(':')).find(([, each]) => each === name)?.[2];
  const first = pathOf('memory');
  const group = first === undefined ? join('/sys/fs/cgroup', pathOf('') ?? '') : join('/sys/fs/cgroup/memory', first);
  const isFirst = existsSync(join(group, 'memory.limit_in_bytes'));
  const limit = Number(readFileSync(join(group, isFirst ? 'memory.limit_in_bytes' : 'memory.max'), 'utf8'));
  const events = readFileSync(join(group, isFirst ? 'memory.oom_control' : 'memory.events'), 'utf8');
  return { limit, kills: Number(/^oom_kill (\d+)$/m.exec(events)?.[1]) };
}

/** Where a process could write, by what is mounted for it; less what shows the kernel. */
export function writableMounts(pid: number): string[] {
  const lines = readFileSync(`/proc/${pid}/mountinfo`, 'utf8').trim().split('\n');
  const mounts = lines.map((line) => {
    const [, , , , path = '', flags = '', ...rest] = line.split(' ');
    return { path, flags, type: rest[rest.indexOf('-') + 1] ?? '' };
  });
  const isKernels = ({ path, type }: (typeof mounts)[number]) =>
    /^\/(proc|sys)(\/|$)/.test(path) || type === 'devpts' || type === 'mqueue';
  return mounts
    .filter((mount) => mount.flags.split(',').includes('rw') && !isKernels(mount))
    .map(({ path }) => path)
    .sort();
}

/** All that a process sees of files, by path, less what the kernel shows. */
export function* filesOf(pid: number, folder = '/'): Generator<{ path: string; stat: Stats }> {
  for (const name of readdirSync(join(`/proc/${pid}/root`, folder))) {
    const path = join(folder, name);
    if (path === '/proc' || path === '/sys') continue;
    const stat = lstatSync(join(`/proc/${pid}/root`, path));
    yield { path, stat };
    if (stat.isDirectory()) yield* filesOf(pid, path);
  }
}

/** What a server answers on the loopback address of a process's own network. */
export async function fetchIn(pid: number, url: string): Promise<string> {
  const script = `fetch(${JSON.stringify(url)}).then((answer) => answer.text()).then((text) => process.stdout.write(text))`;
  const { stdout } = await run('nsenter', ['--target', String(pid), '--net', process.execPath, '-e', script]);
  return stdout;
}
