import type { JsonObject, NonEmpty, ResourceSelector } from '../rule';

/** Linkerd's policies of one kind. */
export function linkerd(kind: string, plural: string, ...versions: NonEmpty<string>): ResourceSelector {
  return { group: 'policy.linkerd.io', versions, kinds: { [kind]: plural } };
}

/** A policy of Linkerd's. */
export function linkerdPolicy(version: string, kind: string, spec: JsonObject): JsonObject {
  return {
    apiVersion: `policy.linkerd.io/${version}`,
    kind,
    metadata: { name: 'sample', namespace: 'sample' },
    spec,
  };
}

/** Where Linkerd says what its policies mean. */
export const linkerdReference = {
  standard: 'documentation',
  url: 'https://linkerd.io/2/reference/authorization-policy/',
} as const;
