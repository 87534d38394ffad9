import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type Child, startChild, tail } from '../../rehearsal/cluster/child';
import { guard } from '../../rehearsal/programs/guard';
import { isAlive, stopProcess } from '../../rehearsal/programs/process-identity';
import { eventually } from '../constructs/hardened-cluster';
import { makeControlGroup, removeControlGroup } from './leftovers';

const run = promisify(execFile);

const path = 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** How a command ended that may fail. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A machine within this one: processes, a network, a name and a file system of its own. It has every program of this machine, and
 * what it writes anywhere goes into a layer of its own, so that files lie and addresses are as on a real one; but for what runs
 * containers, which is on a disk: no layer lies upon a layer, and none gives files to the users of another namespace. The kernel,
 * its settings and its control groups are shared.
 */
export class Machine {
  readonly #children: Child[] = [];

  private constructor(
    private readonly folder: string,
    private readonly child: Child,
    private readonly pid: number,
    private readonly unguard: () => void,
    /** The control group that its pods belong in. */
    readonly controlGroup: string,
  ) {}

  /**
   * Starts one.
   *
   * @param folder exists, and is empty
   * @param address its own, with the length of its network's prefix
   * @param prepare is given where the machine's root will be, to put in what it has from the beginning
   */
  static async start(
    folder: string,
    { name, address }: { readonly name: string; readonly address: string },
    prepare: (root: string) => void,
  ): Promise<Machine> {
    const [upper, work, root, disk] = ['upper', 'work', 'root', 'disk'].map((each) => join(folder, each)) as [
      string,
      string,
      string,
      string,
    ];
    for (const each of [upper, work, root, disk]) mkdirSync(each, { mode: 0o755 });
    prepare(upper);
    const controlGroup = `palisade-${createHash('sha256').update(folder).digest('hex').slice(0, 8)}`;
    makeControlGroup(controlGroup);
    const spaces = ['--mount', '--net', '--uts', '--ipc', '--pid', '--fork', '--kill-child'];
    const child = await startChild(name, '/usr/bin/unshare', [...spaces, '/bin/sleep', 'infinity'], `${folder}/log`);
    const unguard = guard(() => [child.identity]);
    const machine = new Machine(folder, child, await firstProcess(child), unguard, controlGroup);
    try {
      const layers = `lowerdir=/,upperdir=${upper},workdir=${work}`;
      for (const [program = '', ...args] of [
        ['mount', '--make-rprivate', '/'],
        ['mount', '-t', 'overlay', 'overlay', '-o', layers, root],
        ['mount', '-t', 'proc', 'proc', join(root, 'proc')],
        ['mount', '--rbind', '/sys', join(root, 'sys')],
        ['mount', '--rbind', '/dev', join(root, 'dev')],
        ['mount', '-t', 'tmpfs', 'tmpfs', join(root, 'run')],
        ...['var/lib/containerd', 'var/lib/kubelet'].flatMap((each) => [
          ['mkdir', '-p', join(disk, each), join(root, each)],
          ['mount', '--bind', join(disk, each), join(root, each)],
        ]),
        ['ip', 'link', 'set', 'lo', 'up'],
        ['ip', 'link', 'add', 'link0', 'type', 'veth', 'peer', 'name', 'link1'],
        ['ip', 'address', 'add', address, 'dev', 'link0'],
        ['ip', 'link', 'set', 'link0', 'up'],
        ['ip', 'link', 'set', 'link1', 'up'],
        ['ip', 'route', 'add', 'default', 'dev', 'link0'],
        ['hostname', name],
        ['mkdir', '-p', join(root, 'before')],
        ['pivot_root', root, join(root, 'before')],
        ['umount', '--lazy', '/before'],
      ]) {
        await machine.run(program, args);
      }
    } catch (error) {
      await machine.stop();
      throw error;
    }
    return machine;
  }

  /**
   * Runs a command in it, as root, with no environment but a path.
   *
   * @throws what it said, where it fails
   */
  async run(program: string, args: readonly string[], { cwd = '/' } = {}): Promise<string> {
    const [enter = '', ...words] = this.#entering(program, args, cwd);
    return (await run(enter, words, { maxBuffer: 64 * 2 ** 20 })).stdout;
  }

  /** The same of one that may fail, and is told something. */
  async tryTo(program: string, args: readonly string[], input = ''): Promise<Ended> {
    const [enter = '', ...words] = this.#entering(program, args, '/');
    const child = spawn(enter, words, { stdio: 'pipe' });
    child.stdin.on('error', () => {}).end(input);
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await ended, stdout, stderr };
  }

  /** Puts a file of this machine's there. */
  async take(from: string, to: string): Promise<void> {
    const [enter = '', ...words] = this.#entering('dd', [`of=${to}`, 'bs=4M', 'status=none'], '/');
    const file = openSync(from, 'r');
    try {
      const child = spawn(enter, words, { stdio: [file, 'ignore', 'inherit'] });
      const code = await new Promise((resolve) => child.once('close', resolve));
      if (code !== 0) throw new Error(`${from} could not be put on the machine.`);
    } finally {
      closeSync(file);
    }
  }

  /** Starts a program that runs on, beside a log outside of the machine. */
  async start(name: string, program: string, args: readonly string[]): Promise<Child> {
    const [enter = '', ...words] = this.#entering(program, args, '/');
    const child = await startChild(name, enter, words, this.logOf(name));
    this.#children.push(child);
    return child;
  }

  logOf(name: string): string {
    return join(this.folder, `${name}.log`);
  }

  /** Asks twice a second, for five minutes: a whole machine comes up. All that was started must live. */
  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      const dead = this.#children.find(({ identity }) => !isAlive(identity));
      if (dead) throw new Error(`${dead.name} ended: ${tail(dead.log)}`);
      if (await holds()) return;
      await sleep(500);
    }
    throw new Error(`Waited five minutes for ${what}.`);
  }

  /** Ends one that was started. */
  async end(child: Child): Promise<void> {
    this.#children.splice(this.#children.indexOf(child), 1);
    await stopProcess(child.identity, 5000);
  }

  /** Its processes that run a program, by their numbers outside of it. */
  processes(program: string): number[] {
    return readdirSync('/proc')
      .filter((entry) => /^\d+$/.test(entry))
      .filter((pid) => {
        try {
          const inside = readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(`/${this.controlGroup}/`);
          return inside && readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] === program;
        } catch {
          // It has ended meanwhile.
          return false;
        }
      })
      .map(Number);
  }

  /** Ends it with all that runs in it. */
  async stop(): Promise<void> {
    await stopProcess(this.child.identity, 1000);
    this.unguard();
    await removeControlGroup(this.controlGroup);
  }

  #entering(program: string, args: readonly string[], cwd: string): string[] {
    const target = ['--target', String(this.pid), '--mount', '--net', '--uts', '--ipc', '--pid'];
    return ['/usr/bin/nsenter', ...target, '--', '/usr/bin/env', '-i', '-C', cwd, path, 'HOME=/root', program, ...args];
  }
}

/** Puts a file into a machine's root, with the folders above it. */
export function place(root: string, at: string, content: string | { readonly program: string }): void {
  const target = join(root, at);
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 });
  if (typeof content === 'string') writeFileSync(target, content, { mode: 0o644 });
  else {
    copyFileSync(content.program, target);
    chmodSync(target, 0o755);
  }
}

/** The first process of the machine, which unshare has started. */
async function firstProcess({ identity, log }: Child): Promise<number> {
  let pid = '';
  await eventually('the first process of the machine', async () => {
    if (!isAlive(identity)) throw new Error(`unshare ended: ${tail(log)}`);
    pid = readFileSync(`/proc/${identity.pid}/task/${identity.pid}/children`, 'utf8').trim();
    return pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('/bin/sleep');
  });
  return Number(pid);
}
