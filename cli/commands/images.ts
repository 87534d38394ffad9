import type { Command } from '../command';

const help = `Usage: palisade images [OPTIONS] PATH...
       palisade images [OPTIONS] --kubeconfig FILE
       palisade images policy --for kyverno|webhook --policy FILE [--ca FILE] [--out FOLDER]
       palisade images serve --config FILE

Shows which images manifests name or a cluster runs, what they stand for in their registries, and which signatures and
attestations stand beside them. PATH is a file, a folder (its .yaml, .yml and .json files, and those of all folders
below it), or - for standard input. What pulls in, mounts or debugs counts: init and ephemeral containers, and volumes.

  --policy FILE       say of each image whether this policy trusts it; of a cluster, whether it trusts what runs
  --pin               write the digest behind each tag, in place; comments and the rest of the text stay
  --json              for programs
  --kubeconfig FILE   look at a cluster: its pods, with the digests that the nodes say they run, and what makes pods
  --context NAME      a context of the kubeconfig (default: its current one)
  --namespace NAME    one namespace, or all of them with all (default: the context's)

policy writes the policy for clusters whose API server asks nobody by itself: as an ImageValidatingPolicy of Kyverno 1.19,
or as the webhook that asks the service (--ca FILE vouches for its certificate, --namespace NAME is where it runs). It
goes to standard output, or with --out to a file in FOLDER. What it says less well, and what is to be done, is said on
standard error.

serve runs the admission service for the API server: see docs/images.md.

Examples:
  palisade images deploy/
  palisade images --pin deploy/ && git diff
  helm template charts/shop | palisade images --policy trust.yaml -
  palisade images --kubeconfig ~/.kube/config --namespace all --policy trust.yaml
  palisade images policy --for kyverno --policy trust.yaml --out policies/

Exit codes: 0 done; 1 an image is refused, not found or not pinned; 2 something could not be read, or the call was wrong.
`;

/** `palisade images`: what runs, who signed it, and the service that asks. */
export const images: Command = {
  name: 'images',
  summary: 'show the images of manifests or a cluster and who signed them, pin them, or serve admission',
  help,
  options: {
    json: { type: 'boolean' },
    pin: { type: 'boolean' },
    policy: { type: 'string' },
    config: { type: 'string' },
    kubeconfig: { type: 'string' },
    context: { type: 'string' },
    namespace: { type: 'string' },
    for: { type: 'string' },
    out: { type: 'string' },
    ca: { type: 'string' },
  },
  words: Number.POSITIVE_INFINITY,
  run: async ({ values, words }) => {
    const { runImages } = await import('@palisade/cli/images');
    const { stdin, stdout, stderr } = process;
    const stop = new AbortController();
    if (words[0] === 'serve') {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
    }
    return await runImages({ ...(values as object), words }, { stdin, stdout, stderr }, stop.signal);
  },
};
