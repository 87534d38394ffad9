import type { Command } from '../command';

const help = `Usage: palisade attack --kubeconfig FILE --i-own-this-cluster [OPTIONS]

Attacks a cluster of yours, and says what stopped each attack. Nothing is asked of the internet. Where an attack would
write, it is a dry run, which passes every check and stores nothing.

  --kubeconfig FILE       how to reach the cluster, and as whom
  --i-own-this-cluster    says that you may do this: your audit log, and your alarms, will take it for what it is
  --context NAME          a context of the kubeconfig (default: its current one)
  --namespace NAME        whose pods and policies to try (default: the context's)
  --allow-changes         also try what needs changes: puts service accounts, roles, two secrets, a config map and a pod
                          into the namespace, all named attack-..., and takes them away again; runs \`id\` in a pod of
                          it, if a kubelet lets anybody. Needs a cluster administrator who may impersonate
  --only SUBJECT          credentials, transport, pods, workloads, node, kubelet, service-accounts, rbac, defences,
                          secrets, services, etcd, audit or floods-and-malformed
  --json                  print data instead of a table

What cannot be tried from where you are, is said so and why: it counts neither way.

Examples:
  palisade attack --kubeconfig ~/.kube/config --i-own-this-cluster
  palisade attack --kubeconfig edge.yaml --namespace shop --only pods --i-own-this-cluster
  palisade attack --kubeconfig lab.yaml --namespace shop --allow-changes --i-own-this-cluster --json > attacks.json

Exit codes: 0 all that was tried was refused; 1 an attack succeeded; 2 it could not try, or was called wrongly.
`;

/** `palisade attack`: what an intruder would try, on a cluster of one's own. */
export const attack: Command = {
  name: 'attack',
  summary: 'attack a cluster of your own, and see what stops it',
  help,
  options: {
    kubeconfig: { type: 'string' },
    'i-own-this-cluster': { type: 'boolean' },
    context: { type: 'string' },
    namespace: { type: 'string' },
    'allow-changes': { type: 'boolean' },
    only: { type: 'string' },
    json: { type: 'boolean' },
  },
  run: async ({ values }) => {
    const { runAttack } = await import('@palisade/cli/attack');
    const word = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
    return runAttack(
      {
        kubeconfig: word('kubeconfig'),
        context: word('context'),
        namespace: word('namespace'),
        only: word('only'),
        owned: values['i-own-this-cluster'] === true,
        allowChanges: values['allow-changes'] === true,
        json: values.json === true,
      },
      process,
    );
  },
};
