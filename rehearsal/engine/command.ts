import { type ChildProcess, spawn } from 'node:child_process';
import { PulumiCommand } from '@pulumi/pulumi/automation';
import * as cmd from '@pulumi/pulumi/automation/cmd';
import * as errors from '@pulumi/pulumi/automation/errors';

interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}
// There at run time and left out of the types; the Automation API tells a missing stack from other errors by them.
const { CommandResult } = cmd as unknown as {
  CommandResult: new (stdout: string, stderr: string, code: number) => CommandResult;
};
const { createCommandError } = errors as unknown as { createCommandError: (result: CommandResult) => Error };

type Listener = (text: string) => void;

/** How long the engine may take to end in order after it was told to, before it is killed. */
const GRACE_MS = 15_000;

/**
 * The Pulumi command below `root`, run in a process group of its own. On Ctrl-C a terminal signals every process of
 * the foreground group, and the engine takes a second signal for "drop everything": it must get ours alone.
 */
export async function detachedCommand(root: string): Promise<PulumiCommand> {
  const command = await PulumiCommand.get({ root });
  const run = async (
    args: string[],
    cwd: string,
    env: Record<string, string>,
    onOutput?: Listener,
    onError?: Listener,
    signal?: AbortSignal,
  ): Promise<CommandResult> => {
    const path = `${root}/bin:${process.env.PATH ?? ''}`;
    const child = spawn(command.command, [...args, '--non-interactive'], {
      cwd,
      env: { ...process.env, ...env, PATH: path, PULUMI_AUTOMATION_API: 'true' },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    return await ended(child, onOutput, onError, signal);
  };
  return Object.assign(command, { run });
}

async function ended(child: ChildProcess, onOutput?: Listener, onError?: Listener, signal?: AbortSignal) {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    onOutput?.(text);
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    onError?.(text);
  });
  const killAtExit = (): void => killGroup(child);
  const cancel = (): void => {
    child.kill('SIGINT');
    setTimeout(killAtExit, GRACE_MS).unref();
  };
  process.once('exit', killAtExit);
  if (signal?.aborted) cancel();
  signal?.addEventListener('abort', cancel, { once: true });
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (status) => resolve(status ?? -1));
    });
    const result = new CommandResult(stdout, stderr, code);
    if (code !== 0) throw createCommandError(result);
    return result;
  } finally {
    process.removeListener('exit', killAtExit);
    signal?.removeEventListener('abort', cancel);
  }
}

/** Ends the engine and the policy pack that it started. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It ended between the check and the signal.
  }
}
