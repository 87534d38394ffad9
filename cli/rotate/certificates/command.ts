import type { Command } from '../../command';

const help = `Usage: palisade rotate certificates [OPTIONS]

Renews the certificates of one machine of the control plane from the authorities there: a new key and certificate for the
same names, purpose and lifetime, for those of which less than a third of the life is left. Run it as root on each machine.
It may be interrupted at any point: run it again, and it goes on.

  --all                also those that are not due
  --status             tell what ends when, and change nothing
  --json               with --status: data instead of a table
  --manifests FOLDER   of static pods (default: /etc/kubernetes/manifests)

The API server and etcd read theirs anew by themselves; controller manager and scheduler are restarted. Which files these
are, the static pods say: kubeadm's layout is the same. Kubelets renew theirs by themselves. Authorities are not replaced.

Examples:
  palisade rotate certificates --status
  palisade rotate certificates

Exit codes: 0 all are in use and none is due; 1 one could not be renewed or, with --status, is due or wrong; 2 called wrongly.
`;

/** `palisade rotate certificates`: new certificates for a machine of the control plane. */
export const certificates: Command = {
  name: 'rotate certificates',
  summary: 'certificates of a machine of the control plane, and their keys',
  help,
  options: {
    all: { type: 'boolean' },
    status: { type: 'boolean' },
    json: { type: 'boolean' },
    manifests: { type: 'string' },
  },
  run: async ({ values }) => {
    const { runCertificates } = await import('./run.js');
    return runCertificates(
      {
        all: values.all === true,
        status: values.status === true,
        json: values.json === true,
        manifests: typeof values.manifests === 'string' ? values.manifests : undefined,
      },
      process,
    );
  },
};
