import { Client } from '../../api-server/client';
import { type ApiServers, type Fields, fieldsOf, listOf, text } from '../api-servers';
import type { ClientPair } from '../served';

/** Kubelets that are asked at one time. */
const AT_ONCE = 16;

/** Bytes of a page of metrics; with hundreds of pods, a kubelet has some megabytes. */
const MAX_METRICS = 64 * 1024 * 1024;

/**
 * Asks every kubelet that the cluster knows.
 *
 * @param wrongWith what is not as it should be with the one at a URL, if anything
 * @returns those that are not, and those that could not be asked
 */
export async function eachKubelet(
  servers: ApiServers,
  wrongWith: (url: string) => Promise<string | undefined>,
): Promise<{ readonly wrong: readonly string[]; readonly silent: readonly string[] }> {
  const nodes = await servers.list('/api/v1/nodes');
  const [wrong, silent]: [string[], string[]] = [[], []];
  const ask = async (node: Fields) => {
    const name = text(fieldsOf(node.metadata).name) ?? '';
    const url = kubeletUrl(node);
    if (url === undefined) return;
    try {
      const found = await wrongWith(url);
      if (found !== undefined) wrong.push(`the kubelet of ${name} ${found}`);
    } catch (error) {
      silent.push(`the kubelet of ${name} could not be asked (${(error as Error).message}): see to it there`);
    }
  };
  for (let from = 0; from < nodes.length; from += AT_ONCE)
    await Promise.all(nodes.slice(from, from + AT_ONCE).map(ask));
  return { wrong, silent };
}

function kubeletUrl({ status }: Fields): string | undefined {
  const { addresses, daemonEndpoints } = fieldsOf(status);
  const address = text(listOf(addresses).find(({ type }) => type === 'InternalIP')?.address);
  const port = Number(fieldsOf(fieldsOf(daemonEndpoints).kubeletEndpoint).Port ?? 10250);
  if (address === undefined) return undefined;
  return `https://${address.includes(':') ? `[${address}]` : address}:${port}`;
}

/** It refuses what this client may do, but knows who it is. */
export async function kubeletLetsIn(endpoint: string, probe: ClientPair): Promise<boolean> {
  const client = new Client({ endpoint, insecure: true, ...probe });
  try {
    return (await client.get('/healthz')).status !== 401;
  } finally {
    client.close();
  }
}

/**
 * When the certificate ends by which a kubelet asks API servers; undefined where it does not tell.
 *
 * @see kubelet_certificate_manager_client_ttl_seconds, https://kubernetes.io/docs/reference/instrumentation/metrics/
 */
export async function kubeletClientEnds(endpoint: string, caller: ClientPair, now: Date): Promise<Date | undefined> {
  // A certificate gives nothing away to whoever answers there; a token would.
  const client = new Client({ endpoint, insecure: true, ...caller });
  try {
    const { text: page } = await client.send({ method: 'GET', path: '/metrics', most: MAX_METRICS });
    const [, seconds] = /^kubelet_certificate_manager_client_ttl_seconds (\S+)$/m.exec(page) ?? [];
    const left = Number(seconds ?? Number.NaN);
    return Number.isFinite(left) ? new Date(now.getTime() + left * 1000) : undefined;
  } finally {
    client.close();
  }
}

/** Nodes whose kubelet has not been heard of since: it may not trust what API servers show now. */
export async function silentNodes(servers: ApiServers, since: Date): Promise<readonly string[]> {
  const [nodes, leases] = [
    await servers.list('/api/v1/nodes'),
    await servers.list('/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases'),
  ];
  const renewed = new Map(
    leases.map(({ metadata, spec }) => [fieldsOf(metadata).name, Date.parse(text(fieldsOf(spec).renewTime) ?? '')]),
  );
  return nodes.flatMap(({ metadata }) => {
    const { name } = fieldsOf(metadata);
    // A kubelet tells by its own clock; a lease that was never renewed is no number.
    return (renewed.get(name) ?? Number.NaN) > since.getTime()
      ? []
      : [`the kubelet of ${name} was not heard of since: see that it trusts both authorities, or delete its Node`];
  });
}
