import type { JsonObject, ResourceSelector } from './rule';

/** Both kinds of admission webhooks. */
export const webhookConfigurations: ResourceSelector = {
  group: 'admissionregistration.k8s.io',
  versions: ['v1'],
  kinds: {
    MutatingWebhookConfiguration: 'mutatingwebhookconfigurations',
    ValidatingWebhookConfiguration: 'validatingwebhookconfigurations',
  },
};

/** A webhook of a Service in the cluster, asked about ConfigMaps of one namespace, with the change. */
export function webhook(name: string, change: JsonObject = {}): JsonObject {
  return {
    name,
    admissionReviewVersions: ['v1'],
    sideEffects: 'None',
    clientConfig: { service: { name: 'guard', namespace: 'guard', path: '/validate' } },
    rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'guarded' } },
    ...change,
  };
}

/** A configuration of the webhooks. */
export function webhooks(kind: 'Mutating' | 'Validating', ...given: JsonObject[]): JsonObject {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${kind}WebhookConfiguration`,
    metadata: { name: 'sample' },
    webhooks: given,
  };
}
