import { X509Certificate } from 'node:crypto';
import { Client } from '../../api-server/client';
import { datesOf } from '../certificates/certificate';
import { type ClientPair, servedCertificate } from '../served';
import { milliseconds } from '../service-account-key/lifetime';
import { type ApiServers, type Fields, fieldsOf, listOf, text } from './api-servers';
import type { Journal } from './journal';
import type { Place } from './place';

/** What is to be done before a stage begins that stops somebody. */
export interface Remaining {
  /** What was seen not to be ready: the stage does not begin. */
  readonly seen: readonly string[];
  /** What is not seen here, or only partly: for a person to see to. */
  readonly unseen: readonly string[];
}

/** Kubelets that are asked at one time. */
const AT_ONCE = 16;

/** What must trust the new authority before anything is signed by it. */
export async function notTrusting(
  servers: ApiServers,
  place: Place,
  { reached }: Journal,
  probe: ClientPair,
): Promise<Remaining> {
  const file = place.current.certificate;
  if (place.name !== 'cluster') {
    return {
      seen: [],
      unseen: [
        place.name === 'etcd'
          ? `whoever else asks etcd, such as backups and monitoring, must trust both authorities: give it ${file}`
          : `aggregated API servers read both authorities from the cluster; one that was given a file must get ${file}`,
      ],
    };
  }
  const kubelets = await eachKubelet(servers, async (url) =>
    (await kubeletLetsIn(url, probe)) ? undefined : 'does not yet let in whom the new authority vouches for',
  );
  const pods = await startedBefore(servers, new Date(reached ?? 0));
  return {
    seen: kubelets.wrong,
    unseen: [
      `on every machine, workers too: copy ${file} to the kubelet's clientCAFile, put the same into certificate-authority-data of its kubeconfig, and restart it`,
      `kubeconfigs of people and programs elsewhere must trust both authorities: API servers will show certificates of the new one`,
      ...(pods.length === 0
        ? []
        : [
            `${pods.length} pods may have read whom to trust before: have them start anew (kubectl rollout restart), as far as they ask the API server: ${some(pods)}`,
          ]),
      ...kubelets.silent,
    ],
  };
}

/** What must show a certificate of the new authority before the old one is trusted no more. */
export async function notShowing(
  servers: ApiServers,
  place: Place,
  { reached }: Journal,
  old: X509Certificate,
): Promise<Remaining> {
  const { to } = datesOf(old);
  const made = `certificates that were made by hand are not seen here; the last of them ends with the old authority, at ${to.toISOString()}`;
  if (place.name !== 'cluster') return { seen: [], unseen: [made] };
  const since = new Date(reached ?? 0);
  const kubelets = await eachKubelet(servers, async (url) =>
    (await servedCertificate(new URL(url).host)).verify(old.publicKey)
      ? 'still shows a certificate of the old authority'
      : undefined,
  );
  const { caller } = servers;
  return {
    seen: [
      ...kubelets.wrong,
      ...(await silentNodes(servers, since)),
      ...(caller !== undefined && isSignedBy(caller, old)
        ? ['the kubeconfig that was given shows a certificate of the old authority: give one of the new']
        : []),
    ],
    unseen: [
      `${made}; that includes people's kubeconfigs`,
      `what the cluster itself signed, clients' certificates of kubelets among it, has ended at ${lastSigned(place, since, to).toISOString()}; kubelets ask for new ones by themselves, before`,
      ...(await trustingOldOnly(servers, old)),
      ...kubelets.silent,
    ],
  };
}

/** When the last certificate has ended that a controller manager signed by the old authority. */
function lastSigned({ controllerManager }: Place, since: Date, end: Date): Date {
  // Kubernetes' default is a year.
  const longest =
    milliseconds(controllerManager?.flag('cluster-signing-duration') ?? '8760h') ?? Number.POSITIVE_INFINITY;
  return new Date(Math.min(since.getTime() + longest, end.getTime()));
}

function isSignedBy(pem: string, authority: X509Certificate): boolean {
  return new X509Certificate(pem).verify(authority.publicKey);
}

/** Asks every kubelet that the cluster knows. */
async function eachKubelet(
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
async function kubeletLetsIn(endpoint: string, probe: ClientPair): Promise<boolean> {
  const client = new Client({ endpoint, insecure: true, ...probe });
  try {
    return (await client.get('/healthz')).status !== 401;
  } finally {
    client.close();
  }
}

/** Nodes whose kubelet has not been heard of since: it may not trust what API servers show now. */
async function silentNodes(servers: ApiServers, since: Date): Promise<readonly string[]> {
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

/** Pods that are told whom to trust, and have a container that started before. */
async function startedBefore(servers: ApiServers, since: Date): Promise<readonly string[]> {
  const pods = await servers.list('/api/v1/pods?fieldSelector=status.phase%3DRunning');
  return pods.flatMap(({ metadata, spec, status }) => {
    const told = listOf(fieldsOf(spec).volumes).some((volume) =>
      [volume, ...listOf(fieldsOf(volume.projected).sources)].some(
        ({ configMap }) => fieldsOf(configMap).name === 'kube-root-ca.crt',
      ),
    );
    const isOlder = listOf(fieldsOf(status).containerStatuses).some(
      ({ state }) => Date.parse(text(fieldsOf(fieldsOf(state).running).startedAt) ?? '') < since.getTime(),
    );
    const { namespace, name } = fieldsOf(metadata);
    return told && isOlder ? [`${namespace}/${name}`] : [];
  });
}

/** What the API server calls, and trusts by the old authority alone. */
async function trustingOldOnly(servers: ApiServers, old: X509Certificate): Promise<readonly string[]> {
  const pem = Buffer.from(old.toString()).toString('base64').slice(0, -4);
  const kinds = [
    '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
    '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
    '/apis/apiregistration.k8s.io/v1/apiservices',
  ];
  const found: string[] = [];
  for (const path of kinds) {
    const kind = path.split('/').at(-1);
    for (const object of await servers.list(path)) {
      if (JSON.stringify(object).includes(pem)) found.push(`${kind}/${fieldsOf(object.metadata).name}`);
    }
  }
  return found.length === 0
    ? []
    : [`the API server trusts these by the old authority still, in caBundle: ${some(found)}`];
}

const some = (names: readonly string[]) =>
  names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more` : names.join(', ');
