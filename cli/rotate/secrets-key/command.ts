import type { Command } from '../../command';

const help = `Usage: palisade rotate secrets-key --encryption-config FILE --kubeconfig FILE [OPTIONS]

Gives everything in etcd a new key, while the cluster works: adds the key, makes it the one that encrypts, lets the API
server write every record anew, looks into etcd that none is left under the old key, and takes that out. Every API server
must say that it has a step's file before the next one begins. Kill it at any moment, and run it again: it goes on. No
key and no content of an object is ever shown.

  --encryption-config FILE   the API server's --encryption-provider-config, on this machine
  --kubeconfig FILE          of an administrator
  --server URL,URL           each API server by its own address (default: the kubeconfig's). With more than one, the
                             command says when to copy the file to their machines, and waits
  --etcd-server URL          looks into etcd past the API server: without it, the old key stays
  --etcd-cafile FILE         default /etc/kubernetes/pki/etcd/ca.crt
  --etcd-certfile FILE       default /etc/kubernetes/pki/apiserver-etcd-client.crt
  --etcd-keyfile FILE        default /etc/kubernetes/pki/apiserver-etcd-client.key
  --remove WHEN              when-proven (default): when etcd holds no record of the old key; unproven: on your word
  --status                   tell how far it has come, and change nothing
  --json                     print data instead of text

Where the file names a KMS plug-in, rotate the key at the KMS first: the command waits until every API server encrypts by
it, has every record written anew, and looks into etcd that none is under an older key. It changes no file then.

Keep a copy of the file as it is now with the backups of etcd that you have: they cannot be read without the old key.

Examples:
  palisade rotate secrets-key --encryption-config /etc/kubernetes/palisade/encryption.yaml \\
    --kubeconfig /etc/kubernetes/admin.conf --etcd-server https://10.0.0.11:2379
  palisade rotate secrets-key --encryption-config /etc/kubernetes/palisade/encryption.yaml \\
    --kubeconfig /etc/kubernetes/admin.conf --server https://10.0.0.11:6443,https://10.0.0.12:6443 --status

Exit codes: 0 done; 1 refused or not finished, and can be run again; 2 it could not start, or was called wrongly.
`;

/** `palisade rotate secrets-key`: a new key for all that is in etcd. */
export const secretsKey: Command = {
  name: 'rotate secrets-key',
  summary: 'the key that encrypts everything in etcd',
  help,
  options: {
    'encryption-config': { type: 'string' },
    kubeconfig: { type: 'string' },
    server: { type: 'string' },
    'etcd-server': { type: 'string' },
    'etcd-cafile': { type: 'string' },
    'etcd-certfile': { type: 'string' },
    'etcd-keyfile': { type: 'string' },
    remove: { type: 'string' },
    status: { type: 'boolean' },
    json: { type: 'boolean' },
  },
  run: async ({ values }) => {
    const { runSecretsKey } = await import('./index.js');
    const word = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
    const pki = '/etc/kubernetes/pki';
    return runSecretsKey(
      {
        encryptionConfig: word('encryption-config'),
        kubeconfig: word('kubeconfig'),
        servers: word('server')?.split(',') ?? [],
        etcdServer: word('etcd-server'),
        etcdFiles: {
          ca: word('etcd-cafile') ?? `${pki}/etcd/ca.crt`,
          cert: word('etcd-certfile') ?? `${pki}/apiserver-etcd-client.crt`,
          key: word('etcd-keyfile') ?? `${pki}/apiserver-etcd-client.key`,
        },
        remove: word('remove'),
        status: values.status === true,
        json: values.json === true,
      },
      process,
    );
  },
};
