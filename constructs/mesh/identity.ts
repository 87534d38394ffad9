import type { Mesh } from '../cluster';
import { ConstructError } from '../construct-error';
import type { ConnectionPort, Endpoint } from '../network/endpoint';
import { CidrPeer, type ConnectionPeer, PodsPeer } from '../network/peer';
import { meshOf } from './mesh-of';

/** Whom a mesh knows pods as. */
export interface MeshIdentity {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** Names of the meshes for messages. */
const names: Readonly<Record<Mesh, string>> = { istio: 'Istio', linkerd: 'Linkerd', cilium: 'Cilium' };

/** The identity of a client, where it has one that is known. */
export function identityOf(client: ConnectionPeer): MeshIdentity | undefined {
  if (client instanceof CidrPeer) return undefined;
  if (!(client instanceof PodsPeer)) return { namespace: client.namespace, serviceAccount: client.serviceAccountName };
  const { namespace, serviceAccount } = client;
  return serviceAccount === undefined ? undefined : { namespace, serviceAccount };
}

/** The ports of a connection that a mesh carries: Istio and Linkerd know TCP only. */
export function meshedPorts(mesh: Mesh | undefined, ports: readonly ConnectionPort[]): readonly ConnectionPort[] {
  if (mesh === undefined) return [];
  return mesh === 'cilium' ? ports : ports.filter(({ protocol }) => protocol === 'TCP');
}

/**
 * Refuses a connection to a workload in a mesh that the mesh would refuse at run time: one from a client without an
 * identity, or with one that it cannot know.
 *
 * @throws ConstructError
 */
export function refuseUnknownClient(client: ConnectionPeer, server: Endpoint, ports: readonly ConnectionPort[]): void {
  const mesh = meshOf(server);
  if (mesh === undefined || meshedPorts(mesh, ports).length === 0) return;
  const problem = unknownClient(client, mesh);
  if (problem !== undefined) {
    const found = `${problem.found}, and ${names[mesh]} lets no connection in whose client it does not know`;
    throw new ConstructError(server.node.path, [{ found, write: problem.write }]);
  }
}

function unknownClient(client: ConnectionPeer, mesh: Mesh) {
  if (client instanceof CidrPeer) {
    return {
      found: `Peer.cidr('${client.cidr}') is addresses, which have no identity`,
      write: `Let them in through a gateway that is in the mesh, or keep the workload in a namespace with mesh: 'none'`,
    };
  }
  if (client instanceof PodsPeer) {
    if (mesh === 'cilium' || client.serviceAccount !== undefined) return undefined;
    return {
      found: `Peer.pods in '${client.namespace}' names no service account`,
      write: `Write the one that its pods run as, such as { serviceAccount: 'prometheus' }; the pods must be in the mesh too`,
    };
  }
  const own = meshOf(client);
  if (own === mesh) return undefined;
  return {
    found: `${client.node.path} is ${own === undefined ? 'in no mesh' : `in the mesh '${own}'`}`,
    write: 'Put both namespaces in one mesh',
  };
}
