import { ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Connection } from '../network/connections';
import type { ConnectionPort, Endpoint } from '../network/endpoint';
import { sortedLabels } from '../network/port-groups';
import { identityOf, type MeshIdentity } from './identity';

/**
 * The kinds of Linkerd's policy as far as they are written here, from its reference: there is no typed package of them.
 *
 * @see https://linkerd.io/2/reference/authorization-policy/
 */
interface ServerSpec {
  readonly podSelector: { readonly matchLabels: Readonly<Record<string, string>> };
  readonly port: number;
  readonly proxyProtocol: 'unknown';
  readonly accessPolicy: 'deny';
}

interface AuthorizationPolicySpec {
  readonly targetRef: TargetRef;
  readonly requiredAuthenticationRefs: readonly TargetRef[];
}

interface MeshTlsAuthenticationSpec {
  readonly identityRefs: readonly {
    readonly kind: 'ServiceAccount';
    readonly name: string;
    readonly namespace: string;
  }[];
}

interface TargetRef {
  readonly group: 'policy.linkerd.io';
  readonly kind: 'Server' | 'MeshTLSAuthentication';
  readonly name: string;
}

/** One port of a workload, and its clients by service account: a Server, an authentication and an authorization. */
export function linkerdAuthorization(
  scope: Construct,
  endpoint: Endpoint,
  port: ConnectionPort,
  incoming: () => readonly Connection[],
): void {
  const name = `${endpoint.name}-${port.number}`;
  if (port.protocol !== 'TCP' || scope.node.tryFindChild(`Server-${port.number}`) !== undefined) return;
  const metadata = { name, namespace: endpoint.namespace };
  new ApiObject(scope, `Server-${port.number}`, {
    apiVersion: 'policy.linkerd.io/v1beta3',
    kind: 'Server',
    metadata,
    spec: {
      podSelector: { matchLabels: sortedLabels(endpoint.podLabels) },
      port: port.number,
      proxyProtocol: 'unknown',
      accessPolicy: 'deny',
    } satisfies ServerSpec,
  });
  new ApiObject(scope, `Authentication-${port.number}`, {
    apiVersion: 'policy.linkerd.io/v1alpha1',
    kind: 'MeshTLSAuthentication',
    metadata,
    spec: Lazy.any({
      produce: (): MeshTlsAuthenticationSpec => ({
        identityRefs: clientsOf(port, incoming()).map(({ namespace, serviceAccount }) => ({
          kind: 'ServiceAccount',
          name: serviceAccount,
          namespace,
        })),
      }),
    }),
  });
  new ApiObject(scope, `Authorization-${port.number}`, {
    apiVersion: 'policy.linkerd.io/v1alpha1',
    kind: 'AuthorizationPolicy',
    metadata,
    spec: {
      targetRef: { group: 'policy.linkerd.io', kind: 'Server', name },
      requiredAuthenticationRefs: [{ group: 'policy.linkerd.io', kind: 'MeshTLSAuthentication', name }],
    } satisfies AuthorizationPolicySpec,
  });
}

function clientsOf(port: ConnectionPort, incoming: readonly Connection[]): MeshIdentity[] {
  const byKey = new Map<string, MeshIdentity>();
  for (const { from, ports } of incoming) {
    const identity = identityOf(from);
    if (identity === undefined || !ports.some((each) => each.number === port.number && each.protocol === 'TCP'))
      continue;
    byKey.set(`${identity.namespace}/${identity.serviceAccount}`, identity);
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, identity]) => identity);
}
