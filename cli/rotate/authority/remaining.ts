import { X509Certificate } from 'node:crypto';
import { type ApiServers, fieldsOf, listOf, text } from '../api-servers';
import { datesOf } from '../certificates/certificate';
import { servedCertificate } from '../served';
import { milliseconds } from '../service-account-key/lifetime';
import { holds } from './bundle';
import type { Journal } from './journal';
import { eachKubelet, kubeletClientEnds, kubeletLetsIn, silentNodes } from './kubelets';
import type { Place } from './place';
import { probeOf } from './probe';

/** What is to be done before a stage begins that stops somebody. */
export interface Remaining {
  /** What was seen not to be ready: the stage does not begin. */
  readonly seen: readonly string[];
  /** What is not seen here, or only partly: for a person to see to. */
  readonly unseen: readonly string[];
}

/** What must trust the new authority before anything is signed by it. */
export async function notTrusting(servers: ApiServers, place: Place, journal: Journal): Promise<Remaining> {
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
  const probe = probeOf(place, place.next);
  const kubelets = await eachKubelet(servers, async (url) =>
    (await kubeletLetsIn(url, probe)) ? undefined : 'does not yet let in whom the new authority vouches for',
  );
  const pods = await startedBefore(servers, new Date(journal.reached ?? 0));
  return {
    seen: kubelets.wrong,
    unseen: [
      `on every machine, workers too: copy ${file} to the kubelet's clientCAFile, put the same into certificate-authority-data of its kubeconfig, and restart it`,
      `kubeconfigs of people and programs elsewhere must trust both authorities: API servers will show certificates of the new one`,
      ...(await joiningByOld(servers, journal)),
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
  now: Date,
): Promise<Remaining> {
  const { to } = datesOf(old);
  const made = `certificates that were made by hand are not seen here; the last of them ends with the old authority, at ${to.toISOString()}`;
  if (place.name !== 'cluster') return { seen: [], unseen: [made] };
  const since = new Date(reached ?? 0);
  const { caller } = servers;
  const last = lastSigned(place, since, to);
  const kubelets = await eachKubelet(servers, async (url) => {
    const shown = await servedCertificate(new URL(url).host);
    if (shown.verify(old.publicKey)) return 'still shows a certificate of the old authority';
    const ends = caller && (await kubeletClientEnds(url, caller, now));
    if (ends === undefined) throw new Error('it does not tell when its certificate ends as a client');
    // Whatever the new authority has signed since, ends later than all that the old one did.
    return ends <= last ? `still asks by a certificate that ends at ${ends.toISOString()}, one of before` : undefined;
  });
  return {
    seen: [
      ...kubelets.wrong,
      ...(await silentNodes(servers, since)),
      ...(caller !== undefined && isSignedBy(caller.cert, old)
        ? ['the kubeconfig that was given shows a certificate of the old authority: give one of the new']
        : []),
    ],
    unseen: [
      `${made}; that includes people's kubeconfigs`,
      `what the cluster itself has signed by the old authority has ended at ${last.toISOString()}; kubelets ask for new ones by themselves, before`,
      ...(await trustingOld(servers, old)),
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

/** kubeadm's own place for whom a machine that joins is to trust. */
async function joiningByOld(servers: ApiServers, { next }: Journal): Promise<readonly string[]> {
  const path = '/api/v1/configmaps?fieldSelector=metadata.namespace%3Dkube-public,metadata.name%3Dcluster-info';
  const [map] = await servers.list(path);
  const [, data] = /certificate-authority-data: (\S+)/.exec(text(fieldsOf(map?.data).kubeconfig) ?? '') ?? [];
  if (data === undefined) return [];
  return holds(Buffer.from(data, 'base64').toString(), next)
    ? []
    : ['ConfigMap kube-public/cluster-info tells machines that join to trust the old authority only: put both there'];
}

/** What the API server calls, and trusts by the old authority too. */
async function trustingOld(servers: ApiServers, old: X509Certificate): Promise<readonly string[]> {
  const kinds = [
    '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations',
    '/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations',
    '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
    '/apis/apiregistration.k8s.io/v1/apiservices',
  ];
  const found: string[] = [];
  for (const path of kinds) {
    const kind = path.split('/').at(-1);
    for (const object of await servers.list(path)) {
      const name = `${kind}/${fieldsOf(object.metadata).name}`;
      const bundles = [...JSON.stringify(object).matchAll(/"caBundle":"([^"]+)"/g)];
      const pems = bundles.map(([, data = '']) => Buffer.from(data, 'base64').toString());
      if (pems.some((pem) => holds(pem, old.fingerprint256))) found.push(name);
    }
  }
  return found.length === 0
    ? []
    : [`the API server trusts these by the old authority still, in caBundle: ${some(found)}`];
}

const some = (names: readonly string[]) =>
  names.length > 10 ? `${names.slice(0, 10).join(', ')} and ${names.length - 10} more` : names.join(', ');
