/**
 * A model of who can talk to whom in a cluster, from plain API objects alone: NetworkPolicy with Kubernetes' exact meaning,
 * AdminNetworkPolicy and ClusterNetworkPolicy, and of Cilium, Calico, Istio and Linkerd what network policies and meshes are
 * commonly written with.
 *
 * Start from {@link Reachability}, or from {@link reachable} for the open connections.
 */
export type { Direction } from './evaluation';
export type { LeftOut, Namespace } from './inventory';
export type { PlainObject } from './plain';
export { type Outside, outsideText } from './policy';
export { type PortRange, PortSet, type Protocol, protocols } from './ports';
export {
  type Connection,
  type DeclaredPair,
  type OutsideConnection,
  Reachability,
  reachable,
  type Side,
  type Sides,
  type Verdict,
  type Width,
} from './reachability';
export type { Labels } from './selector';
export type { NamedPort, Workload } from './workload';
