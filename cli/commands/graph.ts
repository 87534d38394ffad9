import type { Command } from '../command';

const help = `Usage: palisade graph [OPTIONS] PATH...

Shows who may talk to whom, by the network policies of manifests, without a cluster.

PATH is a file, a folder (its .yaml, .yml and .json files, and those of all folders below it), or - for standard
input. Known are NetworkPolicy, AdminNetworkPolicy, BaselineAdminNetworkPolicy and ClusterNetworkPolicy, Cilium's and
Calico's policies, and the authorization policies of Istio and Linkerd.

  --format FORMAT    svg (default), mermaid or json
  --out FILE         write there and not to standard output
  --namespace NAME   only the workloads of this namespace, and whom they have to do with

A whole arrow is open at both ends; a dashed one is allowed at one end and refused at the other, and says where.

Examples:
  palisade graph dist/ --out network.svg
  helm template charts/shop | palisade graph --format mermaid -
  palisade graph --namespace shop --format json dist/ | jq '.edges[] | select(.state != "open")'

Exit codes: 0 drawn; 2 something could not be read or is not understood (the rest is drawn), or the call was wrong.
`;

/** `palisade graph`: who may talk to whom. */
export const graph: Command = {
  name: 'graph',
  summary: 'show who may talk to whom, by the network policies of manifests',
  help,
  options: {
    format: { type: 'string' },
    out: { type: 'string' },
    namespace: { type: 'string' },
  },
  words: Number.POSITIVE_INFINITY,
  run: async ({ values, words }) => {
    const { runGraph } = await import('@palisade/cli/graph');
    const { stdin, stdout, stderr } = process;
    // Whoever reads may have seen enough.
    stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit();
    });
    return await runGraph({ ...(values as object), paths: words }, { stdin, stdout, stderr });
  },
};
