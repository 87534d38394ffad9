import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** A process, told apart from any later one that the system gives the same number to. */
export interface ProcessIdentity {
  readonly pid: number;
  /** When it started, in the system's own terms; only ever compared with another of its kind. */
  readonly started: string;
}

/** The identity of a running process, or `undefined` if there is none of that number (or only its corpse). */
export function identify(pid: number): ProcessIdentity | undefined {
  const started = process.platform === 'linux' ? startedOnLinux(pid) : startedByPs(pid);
  return started === undefined ? undefined : { pid, started };
}

/** This very process. */
export function ownIdentity(): ProcessIdentity {
  const own = identify(process.pid);
  if (own === undefined) throw new Error('This process cannot find itself: neither /proc nor `ps` tells of it.');
  return own;
}

/** Whether that process, and not another of its number, still runs. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started;
}

function startedOnLinux(pid: number): string | undefined {
  let stat: string;
  let boot: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return undefined;
  }
  // The second field is the name in parentheses, and may hold anything; fields are counted from what follows it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, ticks] = [fields[0], fields[19]];
  return state === 'Z' || state === 'X' || ticks === undefined ? undefined : `${boot} ${ticks}`;
}

function startedByPs(pid: number): string | undefined {
  try {
    const options = { encoding: 'utf8', env: { LC_ALL: 'C', PATH: '/bin:/usr/bin' }, stdio: 'pipe' } as const;
    const [state, ...started] = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], options)
      .trim()
      .split(/\s+/);
    return state === undefined || state.startsWith('Z') || started.length === 0 ? undefined : started.join(' ');
  } catch {
    return undefined;
  }
}

/**
 * Ends a process that leads its own group, with all in that group: asked first, and after `graceMilliseconds` killed.
 * Does nothing if it is not the same process any more. Returns once it is gone.
 */
export async function stopProcess(identity: ProcessIdentity, graceMilliseconds: number): Promise<void> {
  for (const [signal, milliseconds] of [['SIGTERM', graceMilliseconds] as const, ['SIGKILL', 5000] as const]) {
    if (!signalGroup(identity, signal)) return;
    const deadline = Date.now() + milliseconds;
    while (Date.now() < deadline) {
      if (!isAlive(identity)) return;
      await sleep(10);
    }
  }
  if (isAlive(identity)) throw new Error(`Process ${identity.pid} does not end, not even killed: end it by hand.`);
}

/** Signals the group that the process leads; false if the process is gone. */
export function signalGroup(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(-identity.pid, signal);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
    throw error;
  }
}
