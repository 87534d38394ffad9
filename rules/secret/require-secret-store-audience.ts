import { defineRule, type JsonObject } from '../rule';
import { externalSecrets, vault } from './external-secrets';

const message = 'Vault is given a token that the API server takes too';
const kubernetes = { mountPath: 'kubernetes', role: 'sample', serviceAccountRef: { name: 'app' } };
const mounted = (parameters: JsonObject, provider = 'vault'): JsonObject => ({
  apiVersion: 'secrets-store.csi.x-k8s.io/v1',
  kind: 'SecretProviderClass',
  metadata: { name: 'sample', namespace: 'sample' },
  spec: { provider, parameters: { roleName: 'sample', objects: '[]', ...parameters } },
});

export const requireSecretStoreAudience = defineRule({
  id: 'require-secret-store-audience',
  severity: 'medium',
  title: 'Give Vault a token that is for Vault alone',
  rationale:
    'A token of the default audience is one for the API server: Vault, whoever has broken into it, and whoever answers in its place may use it there as the service account.',
  remediation:
    'Set `auth.kubernetes.serviceAccountRef.audiences: [vault]`, or `parameters.audience: vault` of a SecretProviderClass, and the same `audience` on the role in Vault.',
  references: [
    { standard: 'mitre-attack', control: 'T1528' },
    { standard: 'documentation', url: 'https://developer.hashicorp.com/vault/docs/auth/kubernetes' },
    { standard: 'documentation', url: 'https://external-secrets.io/latest/provider/hashicorp-vault/' },
  ],
  on: 'object',
  resources: [
    externalSecrets('ClusterSecretStore', 'clustersecretstores'),
    externalSecrets('SecretStore', 'secretstores'),
    {
      group: 'secrets-store.csi.x-k8s.io',
      versions: ['v1'],
      kinds: { SecretProviderClass: 'secretproviderclasses' },
    },
  ],
  cel: 'object.kind == "SecretProviderClass" ? (object.?spec.?provider.orValue("") != "vault" || object.?spec.?parameters.?audience.orValue("") != "") : (!object.?spec.?provider.?vault.?auth.?kubernetes.?serviceAccountRef.hasValue() || object.spec.provider.vault.auth.kubernetes.serviceAccountRef.?audiences.orValue([]).size() > 0)',
  message,
  samples: {
    good: [
      { name: 'has an audience', given: vault() },
      { name: 'has an audience where it is mounted', given: mounted({ audience: 'vault' }) },
      { name: 'mounts from elsewhere', given: mounted({}, 'aws') },
    ],
    bad: [
      { name: 'has none', given: vault({ auth: { kubernetes } }), message },
      {
        name: 'has none in a list',
        given: vault({ auth: { kubernetes: { ...kubernetes, serviceAccountRef: { name: 'app', audiences: [] } } } }),
        message,
      },
      { name: 'has none where it is mounted', given: mounted({}), message },
    ],
  },
});
