import type { IAuthorizationPolicy } from '@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy';
import { ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Connection } from '../network/connections';
import type { Endpoint } from '../network/endpoint';
import { groupByPorts, sortedLabels } from '../network/port-groups';
import { identityOf, meshedPorts } from './identity';

/** The AuthorizationPolicy of a workload: each of its clients, by service account, on the ports that it may use. */
export function istioAuthorization(
  scope: Construct,
  endpoint: Endpoint,
  incoming: () => readonly Connection[],
): ApiObject {
  return new ApiObject(scope, 'Authorization', {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: endpoint.name, namespace: endpoint.namespace },
    spec: Lazy.any({
      produce: () =>
        ({
          selector: { matchLabels: sortedLabels(endpoint.podLabels) },
          action: 'ALLOW',
          rules: groupByPorts(incoming().flatMap(principals)).map(({ peers, ports }) => ({
            from: [{ source: { principals: [...peers] } }],
            to: [{ operation: { ports: ports.map(({ number }) => String(number)) } }],
          })),
        }) satisfies IAuthorizationPolicy['spec'],
    }),
  });
}

function principals({ from, ports }: Connection) {
  const identity = identityOf(from);
  if (identity === undefined) return [];
  const peer = `cluster.local/ns/${identity.namespace}/sa/${identity.serviceAccount}`;
  return [{ peer, ports: meshedPorts('istio', ports) }];
}
