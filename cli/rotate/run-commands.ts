import { execFileSync } from 'node:child_process';

/**
 * Runs commands one after the other, without a shell, so that what they write is for this user only.
 *
 * @throws Error that names the program and its own last words; never what a file holds
 */
export function runCommands(commands: readonly (readonly string[])[]): void {
  const mask = process.umask(0o077);
  try {
    for (const [program = '', ...args] of commands) {
      try {
        execFileSync(program, args, { stdio: ['ignore', 'ignore', 'pipe'] });
      } catch (error) {
        const { code, stderr } = error as NodeJS.ErrnoException & { stderr?: Buffer };
        if (code === 'ENOENT') throw new Error(`there is no ${program} on PATH: install it, and run the command again`);
        const words = stderr?.toString().trim().split('\n').at(-1);
        throw new Error(`\`${program} ${args[0]}\` failed: ${words || code}`);
      }
    }
  } finally {
    process.umask(mask);
  }
}
