import { defineRule, type JsonObject } from '../rule';

const webhook = (name: string, change: JsonObject = {}): JsonObject => ({
  name,
  admissionReviewVersions: ['v1'],
  sideEffects: 'None',
  clientConfig: { service: { name: 'guard', namespace: 'guard', path: '/validate' }, caBundle: '' },
  rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] }],
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'guarded' } },
  ...change,
});
const configuration = (kind: string, ...webhooks: JsonObject[]): JsonObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1',
  kind,
  metadata: { name: 'sample' },
  webhooks,
});

export const noIgnoredWebhookFailures = defineRule({
  id: 'no-ignored-webhook-failures',
  severity: 'medium',
  title: 'Refuse what a validating webhook could not judge',
  rationale:
    'A webhook whose failures are ignored guards nothing from someone who can make it fail: by load, by a network policy, or by waiting for its restart.',
  remediation:
    'Set `failurePolicy: Fail`, run the webhook with replicas, and keep `kube-system` out by its `namespaceSelector` so that the cluster can repair itself.',
  references: [
    { standard: 'cis-kubernetes', control: '5.2.1' },
    { standard: 'mitre-attack', control: 'T1562.001' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/#failure-policy',
    },
  ],
  on: 'object',
  // Mutating webhooks are let be: many only add conveniences, and failing them can stop a cluster.
  resources: [
    {
      group: 'admissionregistration.k8s.io',
      versions: ['v1'],
      kinds: { ValidatingWebhookConfiguration: 'validatingwebhookconfigurations' },
    },
  ],
  forEach: { as: 'webhook', in: 'object.?webhooks.orValue([])', label: 'webhook.name' },
  cel: 'webhook.?failurePolicy.orValue("Fail") != "Ignore"',
  message: 'these webhooks let through what they could not judge: {label}',
  samples: {
    good: [
      {
        name: 'fails by default',
        given: configuration('ValidatingWebhookConfiguration', webhook('pods.guard.example.com')),
      },
      {
        name: 'fails, explicitly',
        given: configuration(
          'ValidatingWebhookConfiguration',
          webhook('pods.guard.example.com', { failurePolicy: 'Fail' }),
        ),
      },
    ],
    bad: [
      {
        name: 'ignores failures',
        given: configuration(
          'ValidatingWebhookConfiguration',
          webhook('pods.guard.example.com', { failurePolicy: 'Ignore' }),
        ),
        message: 'these webhooks let through what they could not judge: pods.guard.example.com',
      },
      {
        name: 'ignores them in the second',
        given: configuration(
          'ValidatingWebhookConfiguration',
          webhook('pods.guard.example.com'),
          webhook('services.guard.example.com', { failurePolicy: 'Ignore' }),
        ),
        message: 'these webhooks let through what they could not judge: services.guard.example.com',
      },
      {
        name: 'ignores them in both',
        given: configuration(
          'ValidatingWebhookConfiguration',
          webhook('a.guard.example.com', { failurePolicy: 'Ignore', timeoutSeconds: 2 }),
          webhook('b.guard.example.com', { failurePolicy: 'Ignore' }),
        ),
        message: 'these webhooks let through what they could not judge: a.guard.example.com, b.guard.example.com',
      },
    ],
  },
});
