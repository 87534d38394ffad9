import { defineRule } from '../rule';
import { externalSecrets, secretStore, vault } from './external-secrets';

const message = 'the SecretStore does not authenticate as a service account of its namespace';
const serviceAccountRef = { name: 'app' };
const aws = { service: 'SecretsManager', region: 'eu-west-1' };
const accessKey = {
  accessKeyIDSecretRef: { name: 'aws', key: 'id' },
  secretAccessKeySecretRef: { name: 'aws', key: 'key' },
};
const isAwsAccount =
  '!object.?spec.?provider.?aws.hasValue() || (object.spec.provider.aws.?auth.?jwt.?serviceAccountRef.?name.hasValue() && !object.spec.provider.aws.?auth.?secretRef.hasValue())';
const isVaultAccount =
  '!object.?spec.?provider.?vault.hasValue() || ([object.spec.provider.vault.?auth.?kubernetes.?serviceAccountRef, object.spec.provider.vault.?auth.?jwt.?kubernetesServiceAccountToken.?serviceAccountRef, object.spec.provider.vault.?auth.?iam.?jwt.?serviceAccountRef, object.spec.provider.vault.?auth.?gcp.?serviceAccountRef].exists(account, account.?name.hasValue()) && ![object.spec.provider.vault.?auth.?tokenSecretRef, object.spec.provider.vault.?auth.?appRole, object.spec.provider.vault.?auth.?ldap, object.spec.provider.vault.?auth.?userPass, object.spec.provider.vault.?auth.?cert, object.spec.provider.vault.?auth.?kubernetes.?secretRef, object.spec.provider.vault.?auth.?jwt.?secretRef, object.spec.provider.vault.?auth.?iam.?secretRef].exists(credentials, credentials.hasValue()))';

export const requireSecretStoreAccounts = defineRule({
  id: 'require-secret-store-accounts',
  severity: 'high',
  title: 'Have a SecretStore authenticate as a service account of its namespace',
  rationale:
    'Without an account of its own a store reads as the operator, which may read every team’s secrets; with an access key, a token or a password in a Secret it has a credential that does not expire and that whoever reads the Secret has too.',
  remediation:
    'For AWS set `auth.jwt.serviceAccountRef`, for Vault `auth.kubernetes.serviceAccountRef` (or `auth.jwt.kubernetesServiceAccountToken`), to a ServiceAccount whose role may read just these secrets, and take `secretRef`, `tokenSecretRef` and their like out.',
  references: [
    { standard: 'mitre-attack', control: 'T1552.007' },
    { standard: 'mitre-attack', control: 'T1078.004' },
    { standard: 'documentation', url: 'https://external-secrets.io/latest/provider/aws-access/' },
    { standard: 'documentation', url: 'https://external-secrets.io/latest/provider/hashicorp-vault/' },
  ],
  on: 'object',
  resources: [externalSecrets('SecretStore', 'secretstores')],
  cel: `(${isAwsAccount}) && (${isVaultAccount})`,
  message,
  samples: {
    good: [
      {
        name: 'reads AWS as an account',
        given: secretStore({ aws: { ...aws, auth: { jwt: { serviceAccountRef } } } }),
      },
      { name: 'reads Vault as an account', given: vault() },
      {
        name: 'reads Vault by a token of an account',
        given: vault({ auth: { jwt: { path: 'jwt', kubernetesServiceAccountToken: { serviceAccountRef } } } }),
      },
      {
        name: 'reads another namespace’s Secrets as an account',
        given: secretStore({ kubernetes: { remoteNamespace: 'shared', auth: { serviceAccount: { name: 'app' } } } }),
      },
    ],
    bad: [
      { name: 'reads AWS as the operator', given: secretStore({ aws }), message },
      {
        name: 'reads AWS by an access key',
        given: secretStore({ aws: { ...aws, auth: { secretRef: accessKey } } }),
        message,
      },
      {
        name: 'reads Vault by a token in a Secret',
        given: vault({ auth: { tokenSecretRef: { name: 'vault', key: 'token' } } }),
        message,
      },
      {
        name: 'reads Vault as the operator',
        given: vault({ auth: { kubernetes: { mountPath: 'kubernetes', role: 'sample' } } }),
        message,
      },
    ],
  },
});
