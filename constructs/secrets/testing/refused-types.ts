// What must not compile. The compiler is the test: it fails where one of these lines is none of its errors.
import { type CsiSecretProps, type ExternalSecretProps, SecretProvider, type SecretVolume } from '..';

const from = SecretProvider.awsSecretsManager({ region: 'eu-west-1' });
const data = { password: { key: 'shop/db' } };

export const refused: ExternalSecretProps[] = [
  // @ts-expect-error a store has no name by which a ClusterSecretStore could be meant
  { from: { kind: 'ClusterSecretStore', name: 'platform' }, data },
  // @ts-expect-error values come from a store, and are not written here
  { from, data: { password: 'hunter2' } },
  // @ts-expect-error what has been read once is read again
  { from, data, refreshPolicy: 'CreatedOnce' },
  // @ts-expect-error only these two
  { from, data, type: 'kubernetes.io/service-account-token' },
  // @ts-expect-error there is no doing nothing by leaving it empty
  { from, data, onRotation: false },
];

// @ts-expect-error keys of an account are no way to read
SecretProvider.awsSecretsManager({ region: 'eu-west-1', accessKeyId: 'AKIA' });

// @ts-expect-error nor is a token of Vault
SecretProvider.vault({ server: 'https://vault.example.com', token: 's.token' });

export const refusedByDriver: CsiSecretProps[] = [
  // @ts-expect-error no copy in a Secret
  { provider: 'vault', data: { a: { path: 'a', key: 'a' } }, secretObjects: [{ secretName: 'a' }] },
  // @ts-expect-error the certificate of Vault is checked
  { provider: 'vault', data: { a: { path: 'a', key: 'a' } }, vaultSkipTLSVerify: 'true' },
  // @ts-expect-error values of Vault are not those of AWS
  { provider: 'aws-secrets-manager', region: 'eu-west-1', data: { a: { path: 'a', key: 'a' } } },
];

// @ts-expect-error a volume is mounted, and is no environment
export const environment: SecretVolume = { envFrom: [{ secretRef: { name: 'db' } }] };
