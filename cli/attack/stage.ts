import type { Call, Client } from '../api-server/client';

/** What stands in the attacked namespace, by name. */
export const stageNames = {
  account: 'attack-app',
  secret: 'attack-loot',
  granted: 'attack-granted',
  map: 'attack-map',
  pod: 'attack-victim',
} as const;

/** Label of everything that attacks make on purpose, so that nothing else is ever taken away. */
export const stageLabel = { 'palisade.dev/attack': 'true' } as const;

/** Users that attacks act as. Each has the rights that its name says, and in the attacked namespace only. */
export const users = {
  administrator: 'palisade-attack:administrator',
  'namespace administrator': 'palisade-attack:namespace-administrator',
  editor: 'palisade-attack:editor',
  developer: 'palisade-attack:developer',
  'reader of one secret': 'palisade-attack:reader',
  outsider: 'palisade-attack:outsider',
} as const;

const rbacGroup = 'rbac.authorization.k8s.io';

/** The team role of the baseline, which holds where the baseline is in force. */
const developerRole = 'palisade-developer';

/** For clusters without the baseline: the same rights, as far as attacks use them. */
const developerRules = [
  {
    apiGroups: [''],
    resources: ['configmaps', 'services'],
    verbs: ['get', 'list', 'create', 'update', 'patch', 'delete'],
  },
  {
    apiGroups: ['apps'],
    resources: ['daemonsets', 'deployments', 'statefulsets'],
    verbs: ['get', 'list', 'create', 'patch'],
  },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: ['get', 'list', 'create', 'patch'] },
];

export interface StageOptions {
  /** Exists already. */
  readonly namespace: string;
  /** A text to look for, in the secret's body and in the config map. */
  readonly marker: string;
  /** A pod for the attacks that need one. */
  readonly pod?: object;
}

/**
 * Puts the things of attacks, and roles for the users of attacks, into a namespace.
 *
 * @throws where the cluster refuses one of them, with its words
 */
export async function setStage(administrator: Client, options: StageOptions): Promise<void> {
  const { namespace, marker, pod } = options;
  const core = `/api/v1/namespaces/${namespace}`;
  const rbac = `/apis/${rbacGroup}/v1/namespaces/${namespace}`;
  const hasBaseline = await administrator.get(`/apis/${rbacGroup}/v1/clusterroles/${developerRole}`);
  const calls: Call[] = [
    post(`${core}/serviceaccounts`, 'v1', 'ServiceAccount', stageNames.account, {
      automountServiceAccountToken: false,
    }),
    post(`${core}/secrets`, 'v1', 'Secret', stageNames.secret, { stringData: { password: marker } }),
    post(`${core}/secrets`, 'v1', 'Secret', stageNames.granted, { stringData: { password: 'granted' } }),
    post(`${core}/configmaps`, 'v1', 'ConfigMap', stageNames.map, { data: { setting: marker } }),
    role(rbac, 'attack-reader', [
      { apiGroups: [''], resources: ['secrets'], resourceNames: [stageNames.granted], verbs: ['get'] },
    ]),
    binding(rbac, 'attack-reader', 'Role', users['reader of one secret']),
    binding(rbac, 'edit', 'ClusterRole', users.editor),
    binding(rbac, 'admin', 'ClusterRole', users['namespace administrator']),
    ...(hasBaseline.status === 200
      ? [binding(rbac, developerRole, 'ClusterRole', users.developer)]
      : [role(rbac, 'attack-developer', developerRules), binding(rbac, 'attack-developer', 'Role', users.developer)]),
    ...(pod === undefined ? [] : [{ method: 'POST', path: `${core}/pods`, body: pod }]),
  ];
  for (const call of calls) {
    const { status, message } = await administrator.send(call);
    if (status >= 300) throw new Error(`${call.path} could not be prepared (${status}): ${message}`);
  }
}

function post(path: string, apiVersion: string, kind: string, name: string, rest: object): Call {
  return { method: 'POST', path, body: { apiVersion, kind, metadata: { name, labels: stageLabel }, ...rest } };
}

const role = (path: string, name: string, rules: readonly object[]) =>
  post(`${path}/roles`, `${rbacGroup}/v1`, 'Role', name, { rules });

const binding = (path: string, name: string, kind: 'Role' | 'ClusterRole', user: string) =>
  post(`${path}/rolebindings`, `${rbacGroup}/v1`, 'RoleBinding', `attack-${name}`, {
    roleRef: { apiGroup: rbacGroup, kind, name },
    subjects: [{ apiGroup: rbacGroup, kind: 'User', name: user }],
  });

/**
 * Takes away everything that attacks put into a namespace, by name and label: an object of somebody else's that has such a name
 * stays. What is not there is no fault.
 */
export async function clearStage(administrator: Client, namespace: string): Promise<void> {
  const core = `/api/v1/namespaces/${namespace}`;
  const rbac = `/apis/${rbacGroup}/v1/namespaces/${namespace}`;
  const body = { apiVersion: 'v1', kind: 'DeleteOptions', gracePeriodSeconds: 0 };
  const roles = ['attack-reader', 'attack-developer'];
  const bindings = ['attack-reader', 'edit', 'admin', 'attack-developer', developerRole].map(
    (name) => `attack-${name}`,
  );
  const paths = [
    ...bindings.map((name) => `${rbac}/rolebindings/${name}`),
    ...roles.map((name) => `${rbac}/roles/${name}`),
    ...[stageNames.pod, 'attack-token'].map((name) => `${core}/pods/${name}`),
    ...[stageNames.secret, stageNames.granted].map((name) => `${core}/secrets/${name}`),
    `${core}/configmaps/${stageNames.map}`,
    ...[stageNames.account, 'attack-pod', 'attack-gone', 'attack-anew'].map(
      (name) => `${core}/serviceaccounts/${name}`,
    ),
  ];
  for (const path of paths) {
    const { metadata } = (await administrator.get(path)).body as { metadata?: { labels?: Record<string, string> } };
    const [label, value] = Object.entries(stageLabel)[0] ?? [];
    if (label !== undefined && metadata?.labels?.[label] === value) {
      await administrator.send({ method: 'DELETE', path, body });
    }
  }
  const labelled = Object.entries(stageLabel)
    .map((entry) => entry.join('='))
    .join(',');
  const events = `${core}/events?labelSelector=${encodeURIComponent(labelled)}`;
  await administrator.send({ method: 'DELETE', path: events, body });
}
