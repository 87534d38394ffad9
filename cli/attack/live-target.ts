import { type Access, Client, type Credential } from '../api-server/client';
import type { Context } from '../api-server/kubeconfig';
import { clearStage, setStage, stageNames, users } from './stage';
import { podIn } from './subjects/pods';
import type { Actor, Forgery, KubeletAccess, Nodes, Target } from './target';

/** A cluster that somebody owns, ready to be attacked. */
export interface LiveTarget {
  readonly target: Target;
  /** What is missing, and what it means, for people. */
  readonly notes: readonly string[];
  /** Takes away what was put there, and closes connections. */
  readonly end: () => Promise<void>;
}

/** What makes certificates that nobody should take; undefined where that part is not installed. */
export interface Forger {
  readonly certificate: (forgery: Forgery) => Credential | undefined;
  readonly signingRequest: (commonName: string, organization: string) => string;
}

const selfReview = {
  method: 'POST',
  path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
  body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
} as const;

/**
 * Looks at a cluster, and where changes are allowed sets the stage in the namespace.
 *
 * @throws where the cluster does not answer, or does not know the credential
 */
export async function liveTarget(
  { access, namespace }: Context,
  { allowChanges, forger }: { readonly allowChanges: boolean; readonly forger: Forger | undefined },
): Promise<LiveTarget> {
  const { endpoint, ca, insecure } = access;
  const server = { endpoint, ...(ca !== undefined && { ca }), ...(insecure && { insecure }) };
  const own = new Client(access);
  const known = await own.send(selfReview);
  if (known.status !== 201)
    throw new Error(`${endpoint} does not know this credential (${known.status}): ${known.message}`);
  const notes: string[] = [];
  const acting = (user: string, groups: readonly string[] = []): Access => ({
    ...access,
    headers: { 'Impersonate-User': user, ...(groups[0] !== undefined && { 'Impersonate-Group': groups[0] }) },
  });
  const outsider = new Client(acting(users.outsider));
  const mayAct = (await outsider.send(selfReview)).status === 201;
  if (!mayAct) notes.push('this credential may not impersonate: nobody but its owner can be played');
  const nodes = await nodesOf(own);
  if (nodes === undefined) notes.push('no two nodes are to be seen with this credential: no kubelet is played');
  const kubelet = await kubeletOf(own, namespace);
  if (kubelet === undefined)
    notes.push('no address of a node is to be seen with this credential: no kubelet is attacked');
  const clients = new Map<Actor, Client>([['administrator', own]]);
  if (mayAct) {
    clients.set('outsider', outsider);
    if (nodes !== undefined) clients.set('node', new Client(acting(`system:node:${nodes.own}`, ['system:nodes'])));
  }
  const end = () => {
    for (const client of [...clients.values(), outsider]) client.close();
  };
  const target: Target = {
    endpoint,
    namespace,
    ...(ca !== undefined && { ca }),
    ...(nodes !== undefined && { nodes }),
    ...(kubelet !== undefined && { kubelet }),
    account: allowChanges ? stageNames.account : await accountIn(own, namespace),
    dryRun: true,
    etcd: { endpoint: `https://${hostOf(endpoint)}:2379` },
    as: (actor) => clients.get(actor),
    forged: (forgery) => forger?.certificate(forgery),
    signingRequest: (commonName, organization) => forger?.signingRequest(commonName, organization),
    connect: (credential) => new Client({ ...server, ...credential }),
    reach: (other) => new Client(other),
  };
  if (!allowChanges) {
    notes.push('without --allow-changes, nobody is given rights to try: a developer, for one, is not played');
    return { target, notes, end: async () => end() };
  }
  const marker = 'palisade-attack-marker';
  const pod = podIn(target, stageNames.pod, nodes === undefined ? {} : { nodeName: nodes.other });
  await clearStage(own, namespace);
  try {
    await setStage(own, { namespace, marker, pod });
  } catch (error) {
    await clearStage(own, namespace);
    end();
    throw error;
  }
  if (mayAct) {
    for (const actor of ['namespace administrator', 'editor', 'developer', 'reader of one secret'] as const) {
      clients.set(actor, new Client(acting(users[actor])));
    }
  }
  return {
    target: {
      ...target,
      secret: { name: stageNames.secret, marker },
      map: stageNames.map,
      pod: stageNames.pod,
    },
    notes,
    end: async () => {
      await clearStage(own, namespace);
      end();
    },
  };
}

/** Names of two nodes, whichever come first. */
async function nodesOf(client: Client): Promise<Nodes | undefined> {
  const names = await namesAt(client, '/api/v1/nodes?limit=2');
  const [own, other] = names;
  return own === undefined || other === undefined ? undefined : { own, other };
}

interface ListedNode {
  readonly metadata?: { readonly name?: string };
  readonly status?: {
    readonly addresses?: readonly { readonly type: string; readonly address: string }[];
    readonly daemonEndpoints?: { readonly kubeletEndpoint?: { readonly Port?: number } };
  };
}

interface ListedPod {
  readonly metadata?: { readonly name?: string };
  readonly spec?: { readonly nodeName?: string; readonly containers?: readonly { readonly name: string }[] };
}

/** The kubelet of a node on which a pod of the namespace runs, else of any node; at the address that the API server has of it. */
async function kubeletOf(client: Client, namespace: string): Promise<KubeletAccess | undefined> {
  const running = `/api/v1/namespaces/${namespace}/pods?limit=1&fieldSelector=status.phase%3DRunning`;
  const [pod] = ((await client.get(running)).body.items ?? []) as ListedPod[];
  const placed = pod?.spec?.nodeName;
  const found =
    placed === undefined
      ? (((await client.get('/api/v1/nodes?limit=1')).body.items ?? []) as ListedNode[])[0]
      : ((await client.get(`/api/v1/nodes/${placed}`)).body as ListedNode);
  const { metadata, status } = found ?? {};
  const address = status?.addresses?.find(
    ({ type, address }) => type === 'InternalIP' && !address.includes(':'),
  )?.address;
  const port = status?.daemonEndpoints?.kubeletEndpoint?.Port;
  if (metadata?.name === undefined || address === undefined || !port) return undefined;
  const [name, container] = [pod?.metadata?.name, pod?.spec?.containers?.[0]?.name];
  return {
    node: metadata.name,
    endpoint: `https://${address}:${port}`,
    ...(name !== undefined && container !== undefined && { pod: { namespace, name, container } }),
  };
}

/** A service account of the namespace that is not the one that every pod has. */
async function accountIn(client: Client, namespace: string): Promise<string> {
  const names = await namesAt(client, `/api/v1/namespaces/${namespace}/serviceaccounts?limit=50`);
  return names.find((name) => name !== 'default') ?? 'default';
}

async function namesAt(client: Client, path: string): Promise<string[]> {
  const { items } = (await client.get(path)).body as { items?: { metadata?: { name?: string } }[] };
  return (items ?? []).flatMap(({ metadata }) => (metadata?.name === undefined ? [] : [metadata.name]));
}

const hostOf = (endpoint: string) => new URL(endpoint).hostname;
