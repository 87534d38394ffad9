/**
 * Who may talk to whom: declared once, enforced on both sides. Start from {@link connect}, which `allowTo` and `allowFrom`
 * of each workload call.
 */
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
