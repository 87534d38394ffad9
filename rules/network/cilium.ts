import type { JsonObject, ResourceSelector } from '../rule';

/** Cilium's network policies, of a namespace and of the cluster. */
export const ciliumPolicies: ResourceSelector = {
  group: 'cilium.io',
  versions: ['v2'],
  kinds: {
    CiliumClusterwideNetworkPolicy: 'ciliumclusterwidenetworkpolicies',
    CiliumNetworkPolicy: 'ciliumnetworkpolicies',
  },
};

/** A policy for the pods of one application. */
export function ciliumPolicy(spec: JsonObject): JsonObject {
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    metadata: { name: 'sample', namespace: 'sample' },
    spec: { endpointSelector: { matchLabels: { app: 'sample' } }, ...spec },
  };
}

/** A policy of several specifications. */
export function ciliumPolicyOf(...specs: JsonObject[]): JsonObject {
  const endpointSelector = { matchLabels: { app: 'sample' } };
  const { spec: _, ...rest } = ciliumPolicy({});
  return { ...rest, specs: specs.map((spec) => ({ endpointSelector, ...spec })) };
}

/** Ports of a rule. */
export function toPorts(...ports: string[]): JsonObject {
  return { toPorts: [{ ports: ports.map((port) => ({ port, protocol: 'TCP' })) }] };
}

/** Pods of a name, of the policy's namespace or of the one that is named. */
export function endpoints(app: string, namespace?: string): JsonObject {
  return { matchLabels: { app, ...(namespace && { 'k8s:io.kubernetes.pod.namespace': namespace }) } };
}

/** A rule to deny: the cloud's metadata service. */
export const metadataService: JsonObject = { toCIDR: ['169.254.169.254/32', 'fd00:ec2::254/128'] };

/** CEL for the specifications of a policy: it has one, several, or both. */
export const specifications = '([object.?spec.orValue({})] + object.?specs.orValue([]))';

/** Where Cilium says what a rule without peers or ports means. */
export const ciliumReference = {
  standard: 'documentation',
  url: 'https://docs.cilium.io/en/stable/security/policy/language/',
} as const;
