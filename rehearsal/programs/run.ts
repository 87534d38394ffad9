import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { guard } from './guard';
import { identify, signalGroup } from './process-identity';

export interface RunOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd?: string;
  /** Ends it, with everything it started. */
  readonly signal: AbortSignal;
  /** Hears of each line as it comes. */
  readonly onLine?: (line: string) => void;
}

/**
 * Runs a program to its end, without a shell, in a process group of its own; resolves to what it printed (both streams).
 * @throws if it fails, with its last lines; if aborted, the signal's reason.
 */
export async function run(path: string, args: readonly string[], options: RunOptions): Promise<string> {
  options.signal.throwIfAborted();
  const { env, cwd } = options;
  const child = spawn(path, args, {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(cwd === undefined ? {} : { cwd }),
  });
  const identity = child.pid === undefined ? undefined : identify(child.pid);
  const unguard = guard(() => (identity === undefined ? [] : [identity]));
  const onAbort = () => {
    if (identity !== undefined) signalGroup(identity, 'SIGKILL');
  };
  options.signal.addEventListener('abort', onAbort, { once: true });
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      options.onLine?.(line);
    });
  }
  try {
    const ending = await new Promise<string | undefined>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve(code === 0 ? undefined : (signal ?? `exit code ${code}`)));
    });
    options.signal.throwIfAborted();
    if (ending !== undefined) {
      const last = lines.slice(-12).join('\n');
      throw new Error(`\`${path} ${args.join(' ')}\` ended with ${ending}:\n${last}`);
    }
    return lines.join('\n');
  } finally {
    options.signal.removeEventListener('abort', onAbort);
    unguard();
  }
}
