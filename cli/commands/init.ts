import { relative, resolve } from 'node:path';
import type { Command } from '../command';
import { init as initFolder, type Outcome } from '../init/init';
import { initOptions } from '../init/options';

const help = `Usage: palisade init [FOLDER] [OPTIONS]

Makes an app that is hardened and checked from the first line: a namespace and two services that are connected, as
TypeScript, with a test and a workflow for CI. FOLDER is the current one unless another is named. What is there already is
left as it is; what package.json and .gitignore lack is added to them. Needs no network.

  --name NAME        of the app and its namespace; the folder's unless another is given
  --registry HOST    where images come from, with a path where only a part is meant (default registry.example.com)
  --cni CNI          what enforces network policies: kubernetes (default), calico, cilium

Examples:
  palisade init shop && cd shop && npm install && npm run check
  palisade init --name shop --registry registry.example.com/shop --cni cilium
  palisade init deploy --name shop

Exit codes: 0 the app is there; 1 it could not be made, and nothing was written; 2 called wrongly.
`;

/** `palisade init`: an app that synthesises and passes at once. */
export const init: Command = {
  name: 'init',
  summary: 'make an app with hardened workloads, or add one to a repository',
  help,
  options: { name: { type: 'string' }, registry: { type: 'string' }, cni: { type: 'string' } },
  words: 1,
  run: async ({ values, words }) => {
    const folder = words[0] ?? '.';
    const options = initOptions(resolve(folder), values as { name?: string; registry?: string; cni?: string });
    if ('wrong' in options) {
      process.stderr.write(`palisade init: ${options.wrong}\nTry: palisade init --help\n`);
      return 2;
    }
    const outcomes = initFolder(folder, options);
    process.stdout.write(`${outcomes.map(line).join('\n')}\n`);
    const way = relative('.', resolve(folder));
    if (outcomes.some(({ what }) => what !== 'left')) {
      process.stdout.write(`\nNext: ${way === '' ? '' : `cd ${way} && `}npm install && npm run check && npm test\n`);
    }
    return 0;
  },
};

function line({ path, what, added, kept }: Outcome): string {
  const more = added.length > 0 ? `: ${added.join(', ')}` : '';
  const other = kept.length > 0 ? ` (left as it was: ${kept.join(', ')})` : '';
  return `${what.padEnd(8)} ${path}${more}${other}`;
}
