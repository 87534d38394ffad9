/** The components that the blueprint is made of, for programs that compose their own. */
export { type AddonsArgs, NodeAddons, WorkloadAddons, type WorkloadAddonsArgs } from './addons';
export { assertReachable, Baseline, type BaselineArgs, objectsOf } from './baseline';
export { ArgoCd, type ArgoCdArgs } from './baseline/argo-cd';
export { type RenderArgs, type RenderedFile, renderBaseline } from './baseline/render';
export { BaselineRunner, type BaselineRunnerArgs } from './baseline/runner';
export { ControlPlane, type ControlPlaneArgs } from './control-plane';
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
export { type KubeconfigArgs, kubeconfig } from './kubeconfig';
export { NodePool, type NodePoolArgs } from './nodes/pool';
export { NodeRole, type NodeRoleArgs } from './nodes/role';
export { NodeSecurityGroup, type NodeSecurityGroupArgs } from './nodes/security-group';
