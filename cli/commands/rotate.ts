import type { Command } from '../command';
import { certificates } from '../rotate/certificates/command';
import { secretsKey } from '../rotate/secrets-key/command';
import { serviceAccountKey } from '../rotate/service-account-key/command';

/** What can be rotated: each loads what it runs when it is run. */
const subcommands: readonly Command[] = [secretsKey, certificates, serviceAccountKey];

const help = `Usage: palisade rotate WHAT [OPTIONS]

Changes keys and certificates of a cluster that runs, step by step. Each step is checked before the next one begins, and
every one can be interrupted: run the same command again, and it goes on.

${subcommands.map(({ name, summary }) => `  ${lastWord(name).padEnd(14)} ${summary}`).join('\n')}

palisade rotate WHAT --help tells its options, with examples.
`;

function lastWord(name: string): string {
  return name.split(' ').at(-1) ?? name;
}

/** `palisade rotate`: new keys for a cluster that runs. */
export const rotate: Command = {
  name: 'rotate',
  summary: 'change keys and certificates of a cluster that runs, and check each step',
  help,
  options: {},
  words: 1,
  subcommands,
  run: async ({ words: [word] }) => {
    const names = subcommands.map(({ name }) => lastWord(name)).join(', ');
    const found = word === undefined ? 'say what to rotate' : `there is no '${word}'`;
    process.stderr.write(`palisade rotate: ${found}; write one of ${names}\nTry: palisade rotate --help\n`);
    return 2;
  },
};
