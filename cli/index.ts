/** `palisade`: thin commands over the other parts. Each command loads only what it needs. */
import { parse, resolve } from './command';
import { attack } from './commands/attack';
import { baseline } from './commands/baseline';
import { check } from './commands/check';
import { controlPlane } from './commands/control-plane';
import { docs } from './commands/docs';
import { exportCommand } from './commands/export';
import { graph } from './commands/graph';
import { images } from './commands/images';
import { init } from './commands/init';
import { rehearse } from './commands/rehearse';
import { rotate } from './commands/rotate';

const commands = [attack, baseline, check, controlPlane, docs, exportCommand, graph, images, init, rehearse, rotate];

const help = `Usage: palisade COMMAND [OPTIONS]

${commands.map(({ name, summary }) => `  ${name.padEnd(14)} ${summary}`).join('\n')}

palisade COMMAND --help shows a command's options, with examples.
Exit codes: 0 done, 1 the command found or met a failure, 2 it was called wrongly, 130 it was interrupted.
`;

/** Runs the command line and returns the exit code. Never throws for a mistake of the caller. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === 'help') {
    process.stdout.write(help);
    return name === undefined ? 2 : 0;
  }
  const named = commands.find((candidate) => candidate.name === name);
  if (!named) {
    process.stderr.write(
      `palisade: there is no command '${name}'; write one of ${commands.map((c) => c.name).join(', ')}\n`,
    );
    return 2;
  }
  const { command, args: own } = resolve(named, rest);
  const parsed = parse(command, own);
  if ('exit' in parsed) {
    (parsed.exit === 0 ? process.stdout : process.stderr).write(parsed.text);
    return parsed.exit;
  }
  try {
    return await command.run(parsed);
  } catch (error) {
    process.stderr.write(
      `palisade ${command.name}: ${missingPart(error) ?? (error instanceof Error ? error.message : String(error))}\n`,
    );
    return 1;
  }
}

/** What to do where a command needs a part that is installed only where the cluster itself is made. */
function missingPart(error: unknown): string | undefined {
  const { code, message } = error as NodeJS.ErrnoException;
  const part = /^Cannot find (?:module|package) '(@palisade\/[a-z]+)/.exec(message ?? '')?.[1];
  if (part === undefined || !/^(ERR_)?MODULE_NOT_FOUND$/.test(code ?? '')) return undefined;
  return `it needs ${part}, which is not installed here: install it, or run the command in a checkout of Palisade`;
}
