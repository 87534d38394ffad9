/**
 * Secrets as files of one workload, read with its own rights. Start from {@link ExternalSecret} (a Secret that the External
 * Secrets operator keeps up to date) or {@link CsiSecret} (no Secret at all).
 */
export {
  type CsiAwsSecretProps,
  type CsiAwsValue,
  CsiSecret,
  type CsiSecretProps,
  type CsiSecretRotation,
  type CsiVaultSecretProps,
  type CsiVaultValue,
} from './csi-secret';
export { ExternalSecret, type ExternalSecretProps, type OnRotation, type RemoteValue } from './external-secret';
export {
  type MountableSecret,
  type RotatedObject,
  restartAnnotations,
  type SecretMount,
  type SecretReader,
  type SecretVolume,
} from './mountable-secret';
export {
  type AwsProviderProps,
  type OtherProviderProps,
  SecretProvider,
  type ServiceAccountReference,
  type StoreAccount,
  type VaultProviderProps,
} from './secret-provider';
export { SecretStore, type SecretStoreProps } from './secret-store';
