import type { Construct } from 'constructs';
import type { Mesh } from '../cluster';
import type { Connection } from '../network/connections';
import type { ConnectionPort, Endpoint } from '../network/endpoint';
import { meshedPorts } from './identity';
import { istioAuthorization } from './istio-workload';
import { linkerdAuthorization } from './linkerd-workload';

/**
 * Has a mesh let in what a workload's connections say. Called for each connection as it is declared; objects are made once,
 * and what they say is read from `incoming` at synth.
 *
 * @param ports - of the connection that is declared
 */
export function authorize(
  scope: Construct,
  endpoint: Endpoint,
  mesh: Mesh | undefined,
  ports: readonly ConnectionPort[],
  incoming: () => readonly Connection[],
): void {
  const meshed = meshedPorts(mesh, ports);
  if (mesh === 'istio' && meshed.length > 0 && scope.node.tryFindChild('Authorization') === undefined) {
    istioAuthorization(scope, endpoint, incoming);
  }
  if (mesh === 'linkerd') for (const port of meshed) linkerdAuthorization(scope, endpoint, port, incoming);
}
