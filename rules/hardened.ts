import type { JsonObject } from './rule';

/** A container that breaks no rule. */
const container: JsonObject = {
  name: 'app',
  image: 'registry.example.com/app@sha256:4a1c4b21597c1b4415bdbecb28a3296c6b5e23ca4f9feeb599860a1dac6a0108',
  securityContext: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  },
  resources: {
    requests: { cpu: '100m', memory: '64Mi', 'ephemeral-storage': '64Mi' },
    limits: { memory: '128Mi', 'ephemeral-storage': '128Mi' },
  },
};

/** A pod spec that breaks no rule. */
const pod: JsonObject = {
  hostUsers: false,
  enableServiceLinks: false,
  serviceAccountName: 'app',
  automountServiceAccountToken: false,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: 10001,
    runAsGroup: 10001,
    seccompProfile: { type: 'RuntimeDefault' },
  },
  containers: [container],
};

/**
 * A container that breaks no rule but for the change: objects are merged, all else replaces, `undefined` takes away.
 * So a sample shows just what it is about.
 */
export function hardenedContainer(change: JsonObject = {}): JsonObject {
  return merged(container, change);
}

/** A pod spec that breaks no rule but for the change; see {@link hardenedContainer}. */
export function hardenedPod(change: JsonObject = {}): JsonObject {
  // The API server refuses a user namespace of one's own beside namespaces of the node.
  const sharing = [change.hostNetwork, change.hostPID, change.hostIPC].includes(true);
  return merged(pod, sharing ? { hostUsers: undefined, ...change } : change);
}

/** {@link hardenedPod} with one {@link hardenedContainer}. */
export function podOf(change: JsonObject, podChange: JsonObject = {}): JsonObject {
  return hardenedPod({ ...podChange, containers: [hardenedContainer(change)] });
}

/** A Windows pod that breaks no rule: the API server refuses settings there that only Linux knows. */
export function windowsPod(containerChange: JsonObject = {}, podChange: JsonObject = {}): JsonObject {
  return merged(
    {
      ...merged(pod, { hostUsers: undefined }),
      os: { name: 'windows' },
      securityContext: { runAsNonRoot: true },
      containers: [merged({ ...container, securityContext: {} }, containerChange)],
    },
    podChange,
  );
}

function merged(base: JsonObject, change: JsonObject): JsonObject {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(change)) {
    const held = base[key];
    if (value === undefined) delete result[key];
    else result[key] = isObject(held) && isObject(value) ? merged(held, value) : value;
  }
  return result;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
