/**
 * One model of a hardened control plane that you run yourself: what each component is started with and configured by. Start at
 * {@link settingsOf}; each component is a page of its own. The rehearsal starts its API server from this, and what renders
 * files for kubeadm, k3s, RKE2, Talos and static pods reads it.
 */
export type { Access, AccessOptions, NodePort, SshAccess } from './access';
export { admissionConfiguration, admissionPlugins } from './admission';
export { apiServerFlags, serviceAccountIssuer } from './api-server';
export { type AuditRule, auditPolicy } from './audit';
export { anonymousPaths, authenticationConfiguration } from './authentication';
export { authorizationConfiguration } from './authorization';
export { type Certificate, certificates } from './certificates';
export { type ClusterNode, type ClusterOptions, type ClusterSettings, clusterOf, controlPlaneNodes } from './cluster';
export { controllerManagerFlags } from './controller-manager';
export { kmsEncryption, kmsSocket, type LocalKey, localEncryption } from './encryption';
export { type EtcdMember, etcdFlags } from './etcd';
export { type Flags, toArguments } from './flags';
export { kubeletConfiguration } from './kubelet';
export {
  type ControlPlaneOptions,
  type ControlPlaneSettings,
  type EncryptionAtRest,
  type KmsPlugin,
  type OidcIssuer,
  settingsOf,
  type Webhook,
} from './options';
export { apiServiceAddress, type ConfigurationPaths, nodePlaces, type PkiPaths, type Places } from './places';
export { priorityAndFairness } from './priority';
export { renderControlPlane, type Tool, tools } from './render';
export type { RenderedFile, YamlContent } from './render/file';
export { authorityCommands, type Leaf, leafCommands, serviceAccountKeyCommands } from './render/keys';
export { schedulerFlags } from './scheduler';
export { ciphers, tlsFlags } from './tls';
