import type { JsonObject, ResourceSelector } from '../rule';

/** The Gateway API's kinds that listen. */
export const listening: ResourceSelector = {
  group: 'gateway.networking.k8s.io',
  versions: ['v1', 'v1beta1'],
  kinds: { Gateway: 'gateways', ListenerSet: 'listenersets' },
};

/** A gateway that listens as is said. */
export function gateway(...listeners: JsonObject[]): JsonObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    metadata: { name: 'sample', namespace: 'sample' },
    spec: { gatewayClassName: 'internal', listeners },
  };
}

/** Listeners for a gateway of somebody else. */
export function listenerSet(...listeners: JsonObject[]): JsonObject {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'ListenerSet',
    metadata: { name: 'sample', namespace: 'sample' },
    spec: { parentRef: { name: 'shared', namespace: 'gateways' }, listeners },
  };
}

/** A listener that ends TLS. */
export function https(change: JsonObject = {}): JsonObject {
  return {
    name: 'https',
    protocol: 'HTTPS',
    port: 443,
    hostname: 'app.example.com',
    tls: { mode: 'Terminate', certificateRefs: [{ kind: 'Secret', name: 'app-tls' }] },
    ...change,
  };
}
