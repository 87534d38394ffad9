import type { IGateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';
import type { IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import type { IListenerSet } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/ListenerSet';
import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import { certificateSecret } from './certificate';
import type { OwnGateway, SharedGateway } from './entrances';
import type { Exposable } from './exposable';
import { headersBut, type SecurityHeader } from './headers';
import type { Host } from './host';
import type { AcmTls, Tls } from './tls';

/** What a route is written from, of any controller. */
export interface Route {
  readonly workload: Exposable;
  readonly host: Host;
  readonly paths: readonly string[];
  /** Number of the service's port. */
  readonly port: number;
  readonly service: string;
  readonly headersFromApp: readonly SecurityHeader[];
  readonly healthPath: string;
  /** Networks that it is narrowed to. */
  readonly ranges?: readonly string[];
}

const group = 'gateway.networking.k8s.io';
const apiVersion = 'gateway.networking.k8s.io/v1';

/** The listeners that a route attaches to. */
interface Listeners {
  readonly parent: {
    readonly group: string;
    readonly kind: string;
    readonly name: string;
    readonly namespace?: string;
  };
  readonly https: string;
  readonly http?: string;
}

/** Exposes by the Gateway API: an HTTPRoute, the listeners of its host unless the platform has them, a redirect to HTTPS. */
export function exposeByGateway(
  scope: Construct,
  route: Route,
  entrance: SharedGateway | OwnGateway,
  tls: Exclude<Tls, AcmTls>,
): void {
  const { workload, host, paths, service, port, headersFromApp, ranges } = route;
  const { namespace } = workload;
  const listeners = listenersOf(scope, route, entrance, tls);
  const name = `${workload.name}-${host.slug}`;
  const headers = headersBut(headersFromApp);
  new ApiObject(scope, 'Route', {
    apiVersion,
    kind: 'HTTPRoute',
    metadata: { name, namespace },
    spec: {
      parentRefs: [{ ...listeners.parent, sectionName: listeners.https }],
      hostnames: [host.name],
      rules: [
        {
          matches: paths.map((value) => ({ path: { type: 'PathPrefix' as const, value } })),
          ...(headers.length > 0 && {
            filters: [
              {
                type: 'ResponseHeaderModifier' as const,
                responseHeaderModifier: { set: headers.map(([header, value]) => ({ name: header, value })) },
              },
            ],
          }),
          backendRefs: [{ name: service, port }],
        },
      ],
    },
  } satisfies IHTTPRoute);
  if (listeners.http !== undefined && !host.made.has('redirect')) {
    host.made.set('redirect', scope.node.path);
    new ApiObject(scope, 'Redirect', {
      apiVersion,
      kind: 'HTTPRoute',
      metadata: { name: `${host.slug}-redirect`, namespace },
      spec: {
        parentRefs: [{ ...listeners.parent, sectionName: listeners.http }],
        hostnames: [host.name],
        rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
      },
    } satisfies IHTTPRoute);
  }
  if (ranges !== undefined) narrow(scope, name, namespace, ranges);
}

/** A SecurityPolicy of Envoy Gateway as far as it is made here: no package with its type is kept well enough to use. */
interface SecurityPolicy {
  readonly apiVersion: 'gateway.envoyproxy.io/v1alpha1';
  readonly kind: 'SecurityPolicy';
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly targetRefs: readonly { readonly group: string; readonly kind: string; readonly name: string }[];
    readonly mergeType: 'StrategicMerge';
    readonly authorization: {
      readonly defaultAction: 'Deny';
      readonly rules: readonly {
        readonly name: string;
        readonly action: 'Allow';
        readonly principal: { readonly clientCIDRs: readonly string[] };
      }[];
    };
  };
}

/** @see https://gateway.envoyproxy.io/docs/tasks/security/restrict-ip-access/ */
function narrow(scope: Construct, name: string, namespace: string, clientCIDRs: readonly string[]): void {
  new ApiObject(scope, 'SourceRanges', {
    apiVersion: 'gateway.envoyproxy.io/v1alpha1',
    kind: 'SecurityPolicy',
    metadata: { name, namespace },
    spec: {
      targetRefs: [{ group, kind: 'HTTPRoute', name }],
      // Otherwise it would stand in the place of what the platform asks of everybody at the Gateway, such as a token.
      mergeType: 'StrategicMerge',
      authorization: {
        defaultAction: 'Deny',
        rules: [{ name: 'source-ranges', action: 'Allow', principal: { clientCIDRs } }],
      },
    },
  } satisfies SecurityPolicy);
}

function listenersOf(
  scope: Construct,
  { workload, host }: Route,
  entrance: SharedGateway | OwnGateway,
  tls: Exclude<Tls, AcmTls>,
): Listeners {
  if (tls.from === 'gateway') {
    // Refused before where there is no shared Gateway.
    const { gateway, namespace, httpsListener = 'https', httpListener } = entrance as SharedGateway;
    return {
      parent: { group, kind: 'Gateway', name: gateway, namespace },
      https: httpsListener,
      ...(httpListener !== undefined && { http: httpListener }),
    };
  }
  const kind = 'gateway' in entrance ? 'ListenerSet' : 'Gateway';
  const found: Listeners = { parent: { group, kind, name: host.slug }, https: 'https', http: 'http' };
  if (host.made.has('listeners')) return found;
  host.made.set('listeners', host.slug);
  const secret = certificateSecret(scope, workload, host, tls);
  const metadata = { name: host.slug, namespace: workload.namespace };
  const allowedRoutes = { namespaces: { from: 'Same' as const } };
  const listeners = [
    {
      name: 'https',
      hostname: host.name,
      port: 443,
      protocol: 'HTTPS',
      tls: { mode: 'Terminate' as const, certificateRefs: [{ group: '', kind: 'Secret', name: secret }] },
      allowedRoutes,
    },
    { name: 'http', hostname: host.name, port: 80, protocol: 'HTTP', allowedRoutes },
  ];
  if ('gateway' in entrance) {
    const parentRef = { group, kind: 'Gateway', name: entrance.gateway, namespace: entrance.namespace };
    new ApiObject(scope, 'Listeners', {
      apiVersion,
      kind: 'ListenerSet',
      metadata,
      spec: { parentRef, listeners },
    } satisfies IListenerSet);
  } else {
    new ApiObject(scope, 'Gateway', {
      apiVersion,
      kind: 'Gateway',
      metadata,
      spec: { gatewayClassName: entrance.gatewayClass, listeners },
    } satisfies IGateway);
  }
  return found;
}
