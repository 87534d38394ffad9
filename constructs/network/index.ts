/**
 * Who may talk to whom: declared once, enforced on both sides. Start from {@link connect}, which `allowTo` and `allowFrom`
 * of each workload call.
 */
export { ClusterNetworkPolicy, type ClusterNetworkPolicyProps } from './cluster-network-policy';
export {
  type Acceptance,
  type AcceptedDestination,
  type ClusterEgressRule,
  type ClusterIngressRule,
  ClusterRule,
  type ClusterRuleProps,
  type NamedNamespaces,
  type Namespaces,
  type Networks,
  type PodsOf,
  type Refusal,
  type RefusedDestination,
} from './cluster-rule';
export {
  allowFrom,
  allowFromIngress,
  allowTo,
  allowToApiServer,
  allowToDomain,
  type Connection,
  type ConnectionOptions,
  connect,
  connectionsOf,
  type DomainOptions,
} from './connections';
export type { ApiServerDestination, DomainDestination } from './destination';
export type { ConnectionPort, Endpoint, EndpointPort, Protocol } from './endpoint';
export {
  type CidrPeer,
  type CidrPeerProps,
  type ConnectionPeer,
  Peer,
  type PeerPort,
  type PodsPeer,
  type PodsPeerProps,
} from './peer';
