import type { Command } from '../command';

const help = `Usage: palisade rehearse [--keep] [--folder DIR]
       palisade rehearse down [--folder DIR]

Stands the whole blueprint up on this machine: the real Pulumi engine, the real policy pack, a real hardened etcd and
Kubernetes API server. AWS is simulated. Then proves what it claims, and takes everything down again.

  --keep         leave the cluster running and say how to use it
  --folder DIR   where its state, keys and logs go (default: .palisade/rehearsal in the current folder)

Examples:
  npm start
  palisade rehearse --keep
  palisade rehearse down

Exit codes: 0 everything stood up and every proof held; 1 something failed; 2 called wrongly; 130 interrupted.
`;

/** `palisade rehearse`, which is what `npm start` runs. */
export const rehearse: Command = {
  name: 'rehearse',
  summary: 'stand the whole blueprint up on this machine, and prove it',
  help,
  options: { keep: { type: 'boolean' }, folder: { type: 'string' } },
  words: 1,
  run: async ({ values, words: [verb] }) => {
    const { rehearse: stand, endRehearsal, defaultFolder } = await import('@palisade/rehearsal');
    const folder = typeof values.folder === 'string' ? values.folder : defaultFolder();
    if (verb === 'down') return endRehearsal({ folder, out: process.stdout });
    if (verb !== undefined) {
      process.stderr.write(`palisade rehearse: there is no '${verb}'; write down, or nothing\n`);
      return 2;
    }
    return stand({ folder, keep: values.keep === true, out: process.stdout });
  },
};
