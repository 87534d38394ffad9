import { defineRule, type JsonObject } from '../rule';

const message = 'pods that run as the account get its token without asking for it';
const account = (change: JsonObject): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: { name: 'sample', namespace: 'sample' },
  ...change,
});

export const noServiceAccountAutomount = defineRule({
  id: 'no-service-account-automount',
  severity: 'low',
  title: 'Have service accounts hand out no token by themselves',
  rationale:
    'An account that does not say no gives its token to every pod that runs as it and does not say no itself. With `default` that is each pod of the namespace that names no account.',
  remediation:
    'Set `automountServiceAccountToken: false` on the ServiceAccount. A pod that talks to the API server mounts a token of its own with a `projected` volume.',
  references: [
    { standard: 'cis-kubernetes', control: '5.1.5' },
    { standard: 'cis-kubernetes', control: '5.1.6' },
    { standard: 'cis-eks', control: '4.1.6' },
    { standard: 'nsa-cisa', control: 'Protecting Pod service account tokens' },
    { standard: 'mitre-attack', control: 'T1528' },
  ],
  on: 'object',
  resources: [{ group: '', versions: ['v1'], kinds: { ServiceAccount: 'serviceaccounts' } }],
  // Kubernetes itself makes the account `default` of each namespace, bare: refused, no pod could start there. What becomes of
  // it is the business of namespace-default-account.
  cel: 'object.?automountServiceAccountToken.orValue(object.metadata.name != "default") == false',
  message,
  samples: {
    good: [
      { name: 'says no', given: account({ automountServiceAccountToken: false }) },
      {
        name: 'says no, and pulls images',
        given: account({ automountServiceAccountToken: false, imagePullSecrets: [{ name: 'registry' }] }),
      },
    ],
    bad: [
      { name: 'says nothing', given: account({}), message },
      { name: 'says yes', given: account({ automountServiceAccountToken: true }), message },
      {
        name: 'says nothing, and pulls images',
        given: account({ imagePullSecrets: [{ name: 'registry' }] }),
        message,
      },
    ],
  },
});
