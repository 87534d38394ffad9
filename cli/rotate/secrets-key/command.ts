import type { Command } from '../../command';

const help = `Usage: palisade rotate secrets-key --encryption-config FILE --kubeconfig FILE [OPTIONS]

Gives everything in etcd a new key.
`;

/** `palisade rotate secrets-key`: a new key for all that is in etcd. */
export const secretsKey: Command = {
  name: 'rotate secrets-key',
  summary: 'the key that encrypts everything in etcd',
  help,
  options: {},
  run: async () => {
    process.stderr.write('palisade rotate secrets-key: not there yet\n');
    return 2;
  },
};
