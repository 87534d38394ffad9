import { defineRule, type JsonObject } from '../rule';

const secret = (name: string, change: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name, namespace: 'sample' },
  ...change,
});
const ofAccount = (name: string, account: string) =>
  secret(name, {
    metadata: { name, namespace: 'sample', annotations: { 'kubernetes.io/service-account.name': account } },
    type: 'kubernetes.io/service-account-token',
  });

export const noLongLivedServiceAccountTokens = defineRule({
  id: 'no-long-lived-service-account-tokens',
  severity: 'high',
  title: 'Make no service account tokens that never expire',
  rationale:
    'A token kept in a Secret holds until the Secret is deleted, from anywhere, for whoever copied it once. It ends up in CI systems and laptops, where nothing ties it to a pod.',
  remediation:
    'Ask for short-lived tokens: a `projected` volume in pods, `kubectl create token` for people, OIDC federation for CI systems.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.6' },
    { standard: 'nsa-cisa', control: 'Protecting Pod service account tokens' },
    { standard: 'mitre-attack', control: 'T1528' },
  ],
  on: 'object',
  resources: [{ group: '', versions: ['v1'], kinds: { Secret: 'secrets' } }],
  cel: 'object.?type.orValue("Opaque") != "kubernetes.io/service-account-token"',
  message: 'the Secret holds a service account token that never expires',
  samples: {
    good: [
      { name: 'holds other data', given: secret('database', { stringData: { user: 'app' } }) },
      {
        name: 'holds a registry’s credentials',
        given: secret('registry', {
          type: 'kubernetes.io/dockerconfigjson',
          stringData: { '.dockerconfigjson': '{"auths":{}}' },
        }),
      },
    ],
    bad: [
      {
        name: 'is for a CI system',
        given: ofAccount('ci-token', 'ci'),
        message: 'the Secret holds a service account token that never expires',
      },
      {
        name: 'is for the default account',
        given: ofAccount('default-token', 'default'),
        message: 'the Secret holds a service account token that never expires',
      },
      {
        name: 'is for a workload’s account',
        given: ofAccount('app-token', 'app'),
        message: 'the Secret holds a service account token that never expires',
      },
    ],
  },
});
