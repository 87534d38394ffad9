import type { JsonObject, ResourceSelector } from '../rule';

/** The External Secrets Operator's objects of one kind. */
export function externalSecrets(kind: string, plural: string): ResourceSelector {
  return { group: 'external-secrets.io', versions: ['v1', 'v1beta1'], kinds: { [kind]: plural } };
}

/** A Secret that is made of what a store holds. */
export function externalSecret(spec: JsonObject): JsonObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name: 'sample', namespace: 'sample' },
    spec: { refreshInterval: '1h', target: { name: 'sample' }, ...spec },
  };
}

/** Where secrets are read from, and as whom. */
export function secretStore(provider: JsonObject): JsonObject {
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: { name: 'sample', namespace: 'sample' },
    spec: { provider },
  };
}

/** A store in Vault, read by a role that the namespace's own service account has. */
export function vault(change: JsonObject = {}): JsonObject {
  const kubernetes = {
    mountPath: 'kubernetes',
    role: 'sample',
    serviceAccountRef: { name: 'app', audiences: ['vault'] },
  };
  return secretStore({
    vault: { server: 'https://vault.example.com', path: 'kv', version: 'v2', auth: { kubernetes }, ...change },
  });
}
