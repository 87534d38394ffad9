import { defineRule, type JsonObject } from '../rule';

const message = 'the Ingress writes into the controller’s own configuration';
const ingress = (annotations: JsonObject): JsonObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'sample', namespace: 'sample', annotations },
  spec: {
    tls: [{ hosts: ['app.example.com'], secretName: 'app-tls' }],
    rules: [
      {
        host: 'app.example.com',
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'sample', port: { number: 80 } } } }],
        },
      },
    ],
  },
});

export const noIngressSnippets = defineRule({
  id: 'no-ingress-snippets',
  severity: 'high',
  title: 'Write no configuration of the Ingress controller',
  rationale:
    'A snippet is run by the controller as it stands, with the controller’s token and the TLS keys of every namespace (CVE-2021-25742, CVE-2025-1974): who may write an Ingress then reads all Secrets.',
  remediation:
    'Use the annotations that name what you want, or have the platform set it in the controller’s own configuration. Set `allow-snippet-annotations: "false"` there.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1552.007' },
    { standard: 'documentation', url: 'https://github.com/kubernetes/kubernetes/issues/126811' },
  ],
  on: 'object',
  resources: [{ group: 'networking.k8s.io', versions: ['v1'], kinds: { Ingress: 'ingresses' } }],
  cel: '!object.metadata.?annotations.orValue({}).exists(key, key.endsWith("-snippet") && (key.startsWith("nginx.ingress.kubernetes.io/") || key.startsWith("nginx.org/")) || key in ["nginx.org/server-snippets", "nginx.org/location-snippets", "nginx.org/stream-snippets"])',
  message,
  samples: {
    good: [
      { name: 'has no annotations', given: ingress({}) },
      { name: 'names what it wants', given: ingress({ 'nginx.ingress.kubernetes.io/ssl-redirect': 'true' }) },
    ],
    bad: [
      {
        name: 'writes into the location',
        given: ingress({ 'nginx.ingress.kubernetes.io/configuration-snippet': 'more_set_headers "a: b";' }),
        message,
      },
      {
        name: 'writes into the server, beside other annotations',
        given: ingress({
          'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
          'nginx.ingress.kubernetes.io/server-snippet': 'location /x { return 200; }',
        }),
        message,
      },
      {
        name: 'writes into the server of the other controller',
        given: ingress({ 'nginx.org/server-snippets': 'location /x { return 200; }' }),
        message,
      },
    ],
  },
});
