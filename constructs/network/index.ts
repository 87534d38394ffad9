/**
 * Who may talk to whom: declared once, enforced on both sides. Start from {@link connect}, which `allowTo` and `allowFrom`
 * of each workload call.
 */
export {
  allowFrom,
  allowTo,
  type Connection,
  type ConnectionOptions,
  type ConnectionPeer,
  connect,
  connectionsOf,
} from './connections';
export type { ConnectionPort, Endpoint, EndpointPort, Protocol } from './endpoint';
export { type CidrPeer, type CidrPeerProps, Peer, type PeerPort, type PodsPeer, type PodsPeerProps } from './peer';
