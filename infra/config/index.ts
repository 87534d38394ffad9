/** The stack config: its types, its one schema, and the way in, {@link loadConfig}. */
export { ConfigError, type Fault } from './errors';
export { type KubernetesVersion, kubernetesVersions, supportedVersions } from './kubernetes-versions';
export { loadConfig, parseConfig } from './load';
export { type Account, lookUpAccount } from './lookup';
export type {
  AccountConfig,
  AddonsConfig,
  BaselineConfig,
  BaselineStackConfig,
  BlueprintConfig,
  ClusterConfig,
  ClusterStackConfig,
  DeliveryConfig,
  DetectionConfig,
  IdentityConfig,
  KeysConfig,
  NetworkConfig,
  NodePoolConfig,
  RegistryConfig,
  TeamConfig,
  WorkloadIdentityConfig,
} from './schema';
