import type { Arguments, Command } from '../../command';

const help = `Usage: palisade rotate certificates [OPTIONS]
       palisade rotate certificates --authority NAME --kubeconfig FILE [--confirm STAGE] [OPTIONS]
       palisade rotate certificates --authority NAME --copied [OPTIONS]

Renews the certificates of one machine of the control plane from the authorities there: a new key and certificate for the
same names, purpose and lifetime, for those of which less than a third of the life is left. Run it as root on each machine.
It may be interrupted at any point: run it again, and it goes on.

  --all                also those that are not due
  --status             tell what ends when, and change nothing
  --json               with --status: data instead of a table
  --manifests FOLDER   of static pods (default: /etc/kubernetes/manifests)

The API server and etcd read theirs anew by themselves; controller manager and scheduler are restarted. Which files these
are, the static pods say: kubeadm's layout is the same. Kubelets renew theirs by themselves.

With --authority, what signs them is replaced, in stages, each seen on every server before it ends: both authorities are
trusted; the new one signs; the old one is trusted no more, and its key is removed. Before the second and the third, it
tells what is not ready, and what it does not see, and waits for your word.

  --authority NAME     cluster, etcd or front-proxy
  --kubeconfig FILE    an administrator's
  --confirm STAGE      sign: what asks this cluster trusts both; drop: nobody shows a certificate of the old one any more
  --servers LIST       the API servers, as HOST:PORT,HOST:PORT (default: those that the cluster names)
  --copied             on the other machines: do what was done where the files that were copied come from

API servers restart once in each stage, and of the others those that read the authority when they start.

Examples:
  palisade rotate certificates --status
  palisade rotate certificates
  palisade rotate certificates --authority etcd --kubeconfig /etc/kubernetes/admin.conf
  palisade rotate certificates --authority etcd --kubeconfig /etc/kubernetes/admin.conf --confirm sign

Exit codes: 0 all are in use and none is due, or the old authority is gone; 1 something failed or, with --status, is due or
wrong; 2 called wrongly; 3 the next stage waits for what it named, or for your word.
`;

/** `palisade rotate certificates`: new certificates for a machine of the control plane. */
export const certificates: Command = {
  name: 'rotate certificates',
  summary: 'certificates of a machine of the control plane, their keys, and the authorities that sign them',
  help,
  options: {
    all: { type: 'boolean' },
    status: { type: 'boolean' },
    json: { type: 'boolean' },
    manifests: { type: 'string' },
    authority: { type: 'string' },
    kubeconfig: { type: 'string' },
    confirm: { type: 'string' },
    servers: { type: 'string' },
    copied: { type: 'boolean' },
  },
  run: async ({ values }) => {
    const word = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
    const wrong = misplaced(values);
    if (wrong !== undefined) {
      process.stderr.write(`palisade rotate certificates: ${wrong}\nTry: palisade rotate certificates --help\n`);
      return 2;
    }
    if (typeof values.authority === 'string') {
      const { runAuthority } = await import('../authority/run.js');
      return runAuthority(
        {
          authority: values.authority,
          kubeconfig: word('kubeconfig'),
          confirm: word('confirm'),
          servers: word('servers'),
          copied: values.copied === true,
          manifests: word('manifests'),
        },
        process,
      );
    }
    const { runCertificates } = await import('./run.js');
    return runCertificates(
      {
        all: values.all === true,
        status: values.status === true,
        json: values.json === true,
        manifests: word('manifests'),
      },
      process,
    );
  },
};

/** What is wrong with options that are for the other of the two: certificates, or what signs them. */
function misplaced(values: Arguments['values']): string | undefined {
  const [others, why] =
    values.authority === undefined
      ? [['kubeconfig', 'confirm', 'servers', 'copied'], 'is for an authority: say which with --authority']
      : [['all', 'status', 'json'], 'is for certificates: leave out --authority'];
  const found = others.find((name) => values[name] !== undefined);
  return found === undefined ? undefined : `--${found} ${why}`;
}
