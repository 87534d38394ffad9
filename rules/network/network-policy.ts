import type { JsonObject, ResourceSelector } from '../rule';

/** Kubernetes' own network policies. */
export const networkPolicies: ResourceSelector = {
  group: 'networking.k8s.io',
  versions: ['v1'],
  kinds: { NetworkPolicy: 'networkpolicies' },
};

/** A policy for the pods of one application; types are by default those of the rules that are given. */
export function networkPolicy(spec: JsonObject): JsonObject {
  const policyTypes = ['ingress' in spec ? 'Ingress' : '', 'egress' in spec ? 'Egress' : ''].filter((type) => type);
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'sample', namespace: 'sample' },
    spec: { podSelector: { matchLabels: { app: 'sample' } }, policyTypes, ...spec },
  };
}

/** Pods of a name, of the policy's namespace or of the one that is named. */
export function podsNamed(app: string, namespace?: string): JsonObject {
  return {
    podSelector: { matchLabels: { app } },
    ...(namespace && { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } } }),
  };
}

/**
 * CEL, of an ingress rule called `rule`: it lets in nothing but the addresses that Istio's ambient mode puts in the place of
 * the node's for the probes of all pods, to whatever ports they have.
 */
export const isForProbes =
  'rule.?from.orValue([]).size() > 0 && rule.?from.orValue([]).all(peer, peer.?ipBlock.hasValue() && ["169.254.7.127/32", "fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128"].exists(probes, cidr(probes).containsCIDR(peer.ipBlock.cidr)))';

/** Where Istio's ambient mode says so. */
export const probesReference = {
  standard: 'documentation',
  url: 'https://istio.io/latest/docs/ambient/usage/networkpolicy/',
} as const;
