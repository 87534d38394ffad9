import type { Command } from '../../command';

const help = `Usage: palisade rotate sa-key --kubeconfig FILE [OPTIONS]
       palisade rotate sa-key --copied [OPTIONS]

Gives service account tokens a new key, so that no token in use is refused: API servers accept both keys, then sign with
the new one, and forget the old one once its last token has ended. Run it as root on one machine of the control plane;
it says when to run it again. It may be interrupted at any point: run it again, and it goes on.

  --kubeconfig FILE    an administrator's, who may make tokens and list Secrets
  --servers LIST       the API servers, as HOST:PORT,HOST:PORT (default: those that the cluster names)
  --copied             on the other machines: have their servers read the keys that were copied there
  --manifests FOLDER   of static pods (default: /etc/kubernetes/manifests)

API servers restart three times, controller managers once or twice. With one API server, nobody is answered meanwhile.

Examples:
  palisade rotate sa-key --kubeconfig /etc/kubernetes/admin.conf
  palisade rotate sa-key --copied

Exit codes: 0 the old key is gone; 1 a step failed, nothing is lost; 2 called wrongly; 3 tokens of the old key still live,
and it said until when.
`;

/** `palisade rotate sa-key`: a new key for service account tokens. */
export const serviceAccountKey: Command = {
  name: 'rotate sa-key',
  summary: 'the key that signs service account tokens',
  help,
  options: {
    kubeconfig: { type: 'string' },
    servers: { type: 'string' },
    copied: { type: 'boolean' },
    manifests: { type: 'string' },
  },
  run: async ({ values }) => {
    const { runServiceAccountKey } = await import('./run.js');
    const word = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
    return runServiceAccountKey(
      {
        kubeconfig: word('kubeconfig'),
        servers: word('servers'),
        copied: values.copied === true,
        manifests: word('manifests'),
      },
      process,
    );
  },
};
