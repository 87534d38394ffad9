import { createPrivateKey, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { baselineObjects } from '@palisade/constructs';
import { ApiClient, Cluster, type KubernetesObject } from '@palisade/rehearsal';
import {
  type Actor,
  type AuditLine,
  Client,
  type Credential,
  type EtcdAccess,
  type Forgery,
  type ImpostorCertificate,
  type Target,
} from '../../cli/attack';
import { setStage, stageNames, users } from '../../cli/attack/stage';
import { podIn } from '../../cli/attack/subjects/pods';
import { ADMINISTRATORS, type ClusterPrograms } from '../../rehearsal/cluster';
import { kubeconfig } from '../../rehearsal/cluster/kubeconfig';
import { Pki } from '../../rehearsal/cluster/pki';
import { readRecord } from '../../rehearsal/cluster/record';
import { signingRequest } from '../../rehearsal/cluster/signing-request';
import { type Authority, createAuthority, issue, type KeyedCertificate, selfSigned } from './forgery';
import { impostor, type Place } from './impostor';
import { type PlainCluster, startPlainCluster } from './plain-cluster';

const namespace = 'shop';
const nodes = { own: 'node-a', other: 'node-b' };

/** A cluster under attack in a test. */
export interface Attacked {
  readonly target: Target;
  readonly kubeconfig: (user: string, groups: readonly string[]) => string;
  /** The text of the audit log; undefined where none is kept. */
  readonly auditText: () => string | undefined;
  readonly stop: () => Promise<void>;
}

interface Parts {
  readonly endpoint: string;
  readonly ca: string;
  readonly etcd: EtcdAccess;
  readonly tokenKey: string;
  readonly credential: (user: string, groups: readonly string[]) => Credential;
  readonly forged: (forgery: Forgery) => Credential | undefined;
  readonly auditLog: () => Promise<readonly AuditLine[]>;
  readonly genuine: Place['genuine'];
}

const credentialOf = ({ certificate, key }: KeyedCertificate): Credential => ({ cert: certificate, key });

const groupsOf: Partial<Record<Actor, readonly string[]>> = { administrator: [ADMINISTRATORS], node: ['system:nodes'] };

/** The target of a cluster that runs, with its stage set. */
async function targetOf({
  credential,
  forged,
  auditLog,
  genuine,
  ...parts
}: Parts): Promise<Target & { close(): void }> {
  const { endpoint, ca } = parts;
  const connect = (given: Credential) => new Client({ endpoint, ca, ...given });
  const clients = new Map<Actor, Client>();
  const as = (actor: Actor) => {
    const user = actor === 'node' ? `system:node:${nodes.own}` : users[actor];
    const client = clients.get(actor) ?? connect(credential(user, groupsOf[actor] ?? []));
    clients.set(actor, client);
    return client;
  };
  const marker = randomBytes(24).toString('hex');
  const target = {
    ...parts,
    namespace,
    nodes,
    account: stageNames.account,
    secret: { name: stageNames.secret, marker },
    granted: stageNames.granted,
    map: stageNames.map,
    pod: stageNames.pod,
    dryRun: false,
    as,
    connect,
    forged,
    auditLog,
    impostor: (certificate: ImpostorCertificate) =>
      impostor(
        {
          administrator: as('administrator'),
          node: nodes.other,
          pod: { namespace, name: stageNames.pod },
          genuine,
        },
        certificate,
      ),
    reach: (access: ConstructorParameters<typeof Client>[0]) => new Client(access),
    signingRequest: (commonName: string, organization: string) =>
      signingRequest({ commonName, organizations: [organization] }),
    close: () => {
      for (const client of clients.values()) client.close();
    },
  };
  const administrator = as('administrator');
  for (const name of Object.values(nodes)) {
    const body = { apiVersion: 'v1', kind: 'Node', metadata: { name } };
    const { status, message } = await administrator.send({ method: 'POST', path: '/api/v1/nodes', body });
    if (status !== 201) throw new Error(`node ${name} could not be made (${status}): ${message}`);
  }
  await setStage(administrator, {
    namespace,
    marker,
    pod: podIn(target, stageNames.pod, { nodeName: nodes.other }),
  });
  return target;
}

/** Certificates that nobody should take. */
function forgeries(own: (name: string, hours: number) => Credential, etcd: () => Credential | undefined) {
  const stranger = createAuthority('stranger', 24);
  const subject = { commonName: 'palisade:administrator', organizations: ['system:masters'] };
  return (forgery: Forgery): Credential | undefined => {
    switch (forgery) {
      case 'of another authority':
        return credentialOf(issue(stranger, { subject, use: 'client', lifetimeHours: 24 }));
      case 'of a node, by another authority':
        return credentialOf(
          issue(stranger, {
            subject: { commonName: `system:node:${nodes.own}`, organizations: ['system:nodes'] },
            use: 'client',
            lifetimeHours: 24,
          }),
        );
      case 'self-signed':
        return selfSigned();
      case 'expired':
        // Valid since a minute ago, and until 20 seconds ago.
        return own('palisade:administrator', -20 / 3600);
      case 'of etcd':
        return etcd();
      case 'named front-proxy-client':
        return own('front-proxy-client', 1);
    }
  };
}

/** A certificate that a node serves with, by an authority. */
const servingBy =
  (authority: Authority): Place['genuine'] =>
  (node, address) =>
    issue(authority, {
      subject: { commonName: `system:node:${node}`, organizations: ['system:nodes'] },
      use: 'server',
      hosts: [address],
      lifetimeHours: 1,
    });

/** Our hardened cluster with the baseline, as a user of Palisade has it. */
export async function hardened(folder: string, programs: ClusterPrograms): Promise<Attacked> {
  const { signal } = new AbortController();
  const cluster = await Cluster.start({ folder, programs, signal });
  const pki = Pki.open(join(folder, 'pki'));
  const record = readRecord(folder);
  if (record === undefined) throw new Error(`no record of the cluster in ${folder}`);
  const etcdCredential = { cert: pki.read('etcdClient'), key: pki.read('etcdClientKey') };
  const auditPath = join(cluster.logs, 'audit.log');
  const own = (commonName: string, hours: number) =>
    credentialOf(pki.clientCertificate({ commonName, ...(hours < 0 && { organizations: ['system:masters'] }) }, hours));
  const target = await prepared(cluster, {
    endpoint: cluster.endpoint,
    ca: cluster.caPem,
    etcd: {
      endpoint: `https://127.0.0.1:${record.etcdPort}`,
      intruder: etcdCredential,
      dataFolder: join(folder, 'etcd'),
    },
    tokenKey: pki.read('serviceAccountKey'),
    credential: (user, groups) => cluster.credentials(user, groups),
    forged: forgeries(own, () => etcdCredential),
    auditLog: async () => linesOf(readFileSync(auditPath, 'utf8')),
    genuine: servingBy({
      subject: { commonName: 'palisade-cluster' },
      certificate: cluster.caPem,
      key: createPrivateKey(pki.read('clusterAuthorityKey')),
    }),
  });
  return {
    target,
    kubeconfig: (user, groups) => cluster.kubeconfig(user, groups),
    auditText: () => readFileSync(auditPath, 'utf8'),
    stop: async () => {
      target.close();
      await cluster.stop();
    },
  };
}

/** With the baseline in force; ends the cluster where it cannot be. */
async function prepared(cluster: Cluster, parts: Parts) {
  try {
    await applyBaseline(cluster);
    return await targetOf(parts);
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** Kubernetes as it comes. */
export async function plain(folder: string, programs: ClusterPrograms): Promise<Attacked> {
  const cluster: PlainCluster = await startPlainCluster(folder, programs);
  const { authority, endpoint } = cluster;
  const of = (commonName: string, organizations: readonly string[], lifetimeHours: number) =>
    credentialOf(issue(authority, { subject: { commonName, organizations }, use: 'client', lifetimeHours }));
  try {
    const { certificate: ca } = authority;
    const administrator = new Client({ endpoint, ca, ...of('administrator', [], 1) });
    const body = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    await administrator.send({ method: 'POST', path: '/api/v1/namespaces', body });
    administrator.close();
    const etcdAuthority = createAuthority('plain-etcd', 24);
    const target = await targetOf({
      endpoint,
      ca,
      etcd: { endpoint: cluster.etcdEndpoint, intruder: {}, dataFolder: cluster.etcdData },
      tokenKey: cluster.tokenKey,
      credential: (user, groups) => of(user, groups, 24),
      forged: forgeries(
        (name, hours) => of(name, hours < 0 ? ['system:masters'] : [], hours),
        () =>
          credentialOf(
            issue(etcdAuthority, {
              subject: { commonName: 'kube-apiserver-etcd-client' },
              use: 'client',
              lifetimeHours: 1,
            }),
          ),
      ),
      // There is none.
      auditLog: async () => [],
      genuine: servingBy(authority),
    });
    return {
      target,
      kubeconfig: (user, groups) => {
        const { cert = '', key = '' } = of(user, groups, 24);
        return JSON.stringify(kubeconfig({ endpoint, caPem: ca, user, cert, key }));
      },
      auditText: () => undefined,
      stop: async () => {
        target.close();
        await cluster.stop();
      },
    };
  } catch (error) {
    await cluster.stop();
    throw error;
  }
}

/** The lines of an audit log that are whole. */
function linesOf(text: string): AuditLine[] {
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as AuditLine);
}

/** The baseline with one team, and waits until its policies are in force. */
async function applyBaseline(cluster: Cluster): Promise<void> {
  const client = new ApiClient(cluster.access('palisade:administrator', [ADMINISTRATORS]));
  try {
    const quota = { cpu: '100', memory: '200Gi', pods: 100 };
    const objects = baselineObjects({
      teams: [{ name: namespace, owner: namespace, quota }],
      allowedRegistries: ['registry.example.com'],
    });
    for (const object of objects) await client.apply(object as KubernetesObject, { dryRun: false });
    await inForce(client);
  } finally {
    client.close();
  }
}

/** Policies come into force a moment after they are made: until one of the last refuses what it must. */
async function inForce(client: ApiClient): Promise<void> {
  const path = '/apis/rbac.authorization.k8s.io/v1/clusterroles?dryRun=All';
  const body = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'canary' },
    rules: [{ apiGroups: ['*'], resources: ['*'], verbs: ['*'] }],
  };
  for (let attempt = 0; attempt < 300; attempt += 1) {
    if ((await client.send({ method: 'POST', path, body })).status === 422) break;
    await sleep(50);
  }
  // A moment more for those that come after the one of wildcards.
  await sleep(1000);
}
