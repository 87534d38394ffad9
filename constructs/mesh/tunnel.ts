import type { Mesh } from '../cluster';
import type { ConnectionPort } from '../network/endpoint';
import { CidrPeer, type ConnectionPeer, PodsPeer } from '../network/peer';
import { meshedPorts } from './identity';
import { meshOf } from './mesh-of';

/**
 * The port on which pods of a mesh receive each other's connections, whatever port was meant: HBONE of Istio's ambient
 * mode, and the inbound port of Linkerd's proxy. Network policies see this port alone; which ports a client may use behind
 * it is for the mesh's own policies to say, which come from the same declarations.
 *
 * @see https://istio.io/latest/docs/ambient/usage/networkpolicy/
 * @see https://linkerd.io/2/common-errors/network-policy/
 */
const tunnels: Readonly<Record<Mesh, number | undefined>> = { istio: 15008, linkerd: 4143, cilium: undefined };

/** What network policies have to let through for a connection besides its own ports, where a mesh carries it. */
export function tunnelPort(
  from: ConnectionPeer,
  to: ConnectionPeer,
  ports: readonly ConnectionPort[],
): readonly ConnectionPort[] {
  const mesh = sharedMesh(from, to);
  const number = mesh && tunnels[mesh];
  return number === undefined || meshedPorts(mesh, ports).length === 0 ? [] : [{ number, protocol: 'TCP' }];
}

function sharedMesh(a: ConnectionPeer, b: ConnectionPeer): Mesh | undefined {
  if (a instanceof CidrPeer || b instanceof CidrPeer) return undefined;
  // Nobody here knows the namespaces of other pods. Those whose service account is named are taken for meshed.
  if (a instanceof PodsPeer) return b instanceof PodsPeer || a.serviceAccount === undefined ? undefined : meshOf(b);
  if (b instanceof PodsPeer) return b.serviceAccount === undefined ? undefined : meshOf(a);
  const mesh = meshOf(a);
  return mesh === meshOf(b) ? mesh : undefined;
}
