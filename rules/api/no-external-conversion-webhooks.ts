import { defineRule, type JsonObject } from '../rule';

const message = 'objects are converted by a host that is named by address';
const definition = (spec: JsonObject): JsonObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.sample.example.com' },
  spec: {
    group: 'sample.example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
    ...spec,
  },
});
const conversion = (clientConfig: JsonObject): JsonObject => ({
  conversion: { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'], clientConfig } },
});

export const noExternalConversionWebhooks = defineRule({
  id: 'no-external-conversion-webhooks',
  severity: 'medium',
  title: 'Convert custom resources inside the cluster',
  rationale:
    'A conversion webhook reads and rewrites every object of its kind, and while it does not answer none can be read. By address, that is in the hands of whoever runs the host or its name; over plain HTTP, of everyone on the way.',
  remediation: 'Name a Service of the cluster in `conversion.webhook.clientConfig.service`, with a `caBundle`.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1557' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definition-versioning/#webhook-conversion',
    },
  ],
  on: 'object',
  resources: [
    {
      group: 'apiextensions.k8s.io',
      versions: ['v1'],
      kinds: { CustomResourceDefinition: 'customresourcedefinitions' },
    },
  ],
  cel: '!object.spec.?conversion.?webhook.?clientConfig.?url.hasValue()',
  message,
  samples: {
    good: [
      { name: 'converts nothing', given: definition({}) },
      {
        name: 'is converted by a Service',
        given: definition(conversion({ service: { name: 'sample', namespace: 'sample', path: '/convert' } })),
      },
    ],
    bad: [
      {
        name: 'is converted by a host',
        given: definition(conversion({ url: 'https://convert.example.com/widgets' })),
        message,
      },
      {
        name: 'is converted by an address',
        given: definition(conversion({ url: 'https://203.0.113.10:8443/widgets' })),
        message,
      },
      {
        name: 'is converted by the API server’s own host',
        given: definition(conversion({ url: 'https://localhost:9443/widgets' })),
        message,
      },
    ],
  },
});
