import { defineRule } from '../rule';
import { externalSecrets, vault } from './external-secrets';

const message = 'the store speaks to Vault without TLS';

export const requireSecretStoreTls = defineRule({
  id: 'require-secret-store-tls',
  severity: 'high',
  title: 'Read from Vault by TLS alone',
  rationale:
    'Without TLS, whoever is on the path reads the token that the store logs in with, and every secret that it is given, or answers in Vault’s place.',
  remediation:
    'Write `https://` in `provider.vault.server`; with a private certificate authority set `caProvider` or `caBundle`.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1557' },
    {
      standard: 'documentation',
      url: 'https://developer.hashicorp.com/vault/docs/concepts/production-hardening',
    },
  ],
  on: 'object',
  resources: [
    externalSecrets('ClusterSecretStore', 'clustersecretstores'),
    externalSecrets('SecretStore', 'secretstores'),
  ],
  cel: '!object.?spec.?provider.?vault.hasValue() || object.spec.provider.vault.?server.orValue("").lowerAscii().startsWith("https://")',
  message,
  samples: {
    good: [
      { name: 'has TLS', given: vault() },
      { name: 'has TLS, in capitals', given: vault({ server: 'HTTPS://vault.example.com:8200' }) },
    ],
    bad: [
      { name: 'has none', given: vault({ server: 'http://vault.example.com' }), message },
      { name: 'has none within the cluster', given: vault({ server: 'http://vault.vault.svc:8200' }), message },
      { name: 'does not say', given: vault({ server: 'vault.example.com' }), message },
    ],
  },
});
