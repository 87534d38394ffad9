import { type ParseArgsConfig, parseArgs } from 'node:util';

type Options = NonNullable<ParseArgsConfig['options']>;

/** The words after a command's name, taken apart. */
export interface Arguments {
  readonly values: { readonly [option: string]: string | boolean | undefined };
  readonly words: readonly string[];
}

/** One command of the command line. */
export interface Command {
  readonly name: string;
  /** One line, for the list of commands. */
  readonly summary: string;
  /** What `--help` prints: usage, options, examples. */
  readonly help: string;
  /** Beside `--help`, which every command has. */
  readonly options: Options;
  /** Words that may follow, at most this many. Default 0. */
  readonly words?: number;
  /** Commands that its first word chooses among, each with options of its own; `run` is for none of them. */
  readonly subcommands?: readonly Command[];
  /** Returns the exit code. */
  readonly run: (args: Arguments) => Promise<number>;
}

/** The command that the words are for, a subcommand where they begin with the name of one, and what follows its name. */
export function resolve(command: Command, args: readonly string[]): { command: Command; args: readonly string[] } {
  const [first, ...rest] = args;
  const found = command.subcommands?.find(({ name }) => name === `${command.name} ${first}`);
  return found === undefined ? { command, args } : { command: found, args: rest };
}

/** Reads a command's arguments, or says with what text and exit code to end. */
export function parse(command: Command, args: readonly string[]): Arguments | { exit: 0 | 2; text: string } {
  const wrong = (message: string) => ({
    exit: 2 as const,
    text: `palisade ${command.name}: ${message}\nTry: palisade ${command.name} --help\n`,
  });
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...command.options, help: { type: 'boolean' } },
      allowPositionals: true,
      strict: true,
    });
    if (values.help) return { exit: 0, text: command.help };
    const surplus = positionals[command.words ?? 0];
    if (surplus !== undefined) return wrong(`'${surplus}' is one word too many`);
    return { values: values as Arguments['values'], words: positionals };
  } catch (error) {
    return wrong((error as Error).message);
  }
}
