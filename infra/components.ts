/** The components that the blueprint is made of, for programs that compose their own. */
export { type AddonsArgs, NodeAddons, WorkloadAddons, type WorkloadAddonsArgs } from './addons';
export { assertReachable, Baseline, type BaselineArgs, objectsOf } from './baseline';
export { ArgoCd, type ArgoCdArgs } from './baseline/argo-cd';
export { type RenderArgs, type RenderedFile, renderBaseline } from './baseline/render';
export { BaselineRunner, type BaselineRunnerArgs } from './baseline/runner';
export { ControlPlane, type ControlPlaneArgs } from './control-plane';
export { Detection, type DetectionArgs } from './detection';
export {
  Identity,
  type IdentityArgs,
  type IdentityMethod,
  irsaTrust,
  podIdentityTrust,
  ServiceAccountRole,
  type ServiceAccountRoleArgs,
  serviceTrust,
} from './identity';
export { Keys, type KeysArgs } from './keys';
export { type KubeconfigArgs, kubeconfig } from './kubeconfig';
export { Network, type NetworkArgs } from './network';
export { NodePool, type NodePoolArgs } from './nodes/pool';
export { NodeRole, type NodeRoleArgs } from './nodes/role';
export { NodeSecurityGroup, type NodeSecurityGroupArgs } from './nodes/security-group';
export { Registry, type RegistryArgs } from './registry';
