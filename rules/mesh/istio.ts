import type { JsonObject, ResourceSelector } from '../rule';

/** Istio's objects of one kind. */
export function istio(kind: string, plural: string): ResourceSelector {
  return { group: 'security.istio.io', versions: ['v1', 'v1beta1'], kinds: { [kind]: plural } };
}

/** A policy about the proxies' mutual TLS. */
export function peerAuthentication(spec: JsonObject): JsonObject {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'PeerAuthentication',
    metadata: { name: 'sample', namespace: 'sample' },
    spec,
  };
}

/** A policy about who may connect. */
export function authorizationPolicy(spec: JsonObject): JsonObject {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    metadata: { name: 'sample', namespace: 'sample' },
    spec,
  };
}

/** The pods of the application that samples are about. */
export const selector: JsonObject = { matchLabels: { app: 'sample' } };
