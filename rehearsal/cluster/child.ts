import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { identify, ProcessIdentity } from '../programs/process-identity';

/** A program of the cluster that runs now or ran. */
export interface Child {
  readonly name: string;
  readonly identity: ProcessIdentity;
  /** Where its output goes. */
  readonly log: string;
  /** Resolves, to how it ended, when it ends. */
  readonly ended: Promise<string>;
}

/**
 * Starts a program in a process group of its own, so that a Ctrl-C meant for us does not reach it before we have put
 * things in order, and so that it can outlive us if it is to be kept.
 * @throws if it cannot be executed.
 */
export async function startChild(name: string, path: string, args: readonly string[], log: string): Promise<Child> {
  const output = openSync(log, 'a', 0o600);
  try {
    // No environment: etcd takes flags from ETCD_* variables, Go programs tuning and proxies from others.
    const child = spawn(path, args, { env: {}, cwd: '/', detached: true, stdio: ['ignore', output, output] });
    const ended = new Promise<string>((resolve) => {
      child.once('exit', (code, signal) => resolve(signal === null ? `exit code ${code}` : `signal ${signal}`));
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (error) => reject(new Error(`${name} cannot be started from ${path}: ${error.message}.`)));
    });
    child.unref();
    const identity = child.pid === undefined ? undefined : identify(child.pid);
    // Gone already: whoever waits for `ended` hears how; the number alone then stands for nobody.
    return { name, identity: identity ?? { pid: child.pid ?? 0, started: 'ended' }, log, ended };
  } finally {
    closeSync(output);
  }
}

/** The last lines of a log, for a message about why its program failed. */
export function tail(log: string, lines = 15): string {
  return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
