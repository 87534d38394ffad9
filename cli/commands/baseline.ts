import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Command } from '../command';

const help = `Usage: palisade baseline render --stack STACK --out DIR

Renders the baseline of a stack with delivery gitops as files for Argo CD or Flux to pull from Git. The same config
gives the same bytes.

  --stack STACK  the stack whose Pulumi.STACK.yaml is read
  --out DIR      where the files go; what is there under the same names is overwritten

Example:
  palisade baseline render --stack production --out ../platform-config/baseline

Exit codes: 0 written; 1 the config has faults, or its delivery is another; 2 called wrongly.
`;

/** `palisade baseline render`: the baseline for a cluster that pulls it itself. */
export const baseline: Command = {
  name: 'baseline',
  summary: 'render the baseline of a stack as files for GitOps',
  help,
  options: { stack: { type: 'string' }, out: { type: 'string' } },
  words: 1,
  run: async ({ values: { stack, out }, words: [verb] }) => {
    if (verb !== 'render' || typeof stack !== 'string' || typeof out !== 'string') {
      process.stderr.write(help);
      return 2;
    }
    const { readStackConfig } = await import('@palisade/rehearsal');
    const { parseConfig } = await import('@palisade/infra/config');
    const { renderBaseline } = await import('@palisade/infra/components');
    const config = parseConfig(asStored(readStackConfig(stack)));
    if (config.layer === 'baseline') {
      throw new Error(`stack ${stack} has layer baseline; name the stack of the cluster, which knows its version`);
    }
    const { id, region, partition } = config.account;
    if (id === undefined) {
      throw new Error(`palisade:account of stack ${stack} has no id; write it there, for nothing is looked up here`);
    }
    const files = renderBaseline({ ...config, account: { id, region, partition } });
    for (const { path, text } of files) {
      const file = join(out, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      process.stdout.write(`wrote ${file}\n`);
    }
    return 0;
  },
};

/** The config of this project as Pulumi stores it: without the namespace, values that are not words as JSON. */
function asStored(config: Readonly<Record<string, unknown>>): Record<string, string> {
  const own = Object.entries(config).filter(([key]) => key.startsWith('palisade:'));
  return Object.fromEntries(
    own.map(([key, value]) => [
      key.slice('palisade:'.length),
      typeof value === 'string' ? value : JSON.stringify(value),
    ]),
  );
}
