import { defineRule, type JsonObject } from '../rule';

const backend = { service: { name: 'app', port: { number: 8080 } } };
const paths = [{ path: '/', pathType: 'Prefix', backend }];
const ingress = (spec: JsonObject): JsonObject => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'sample', namespace: 'sample' },
  spec: { ingressClassName: 'internal', ...spec },
});

export const requireIngressTls = defineRule({
  id: 'require-ingress-tls',
  severity: 'medium',
  title: 'Serve every host of an Ingress by TLS',
  rationale:
    'Without TLS, whoever is on the path reads and changes what passes: passwords, sessions and the pages themselves.',
  remediation:
    'List every host of `rules` under `tls`, with the Secret of its certificate. Where a load balancer in front ends TLS, waive the rule for that Ingress.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1557' },
  ],
  on: 'object',
  resources: [{ group: 'networking.k8s.io', versions: ['v1'], kinds: { Ingress: 'ingresses' } }],
  // A tls entry without hosts holds for the default host, which the controller's own certificate may serve.
  cel: 'object.spec.?tls.orValue([]).size() > 0 && object.spec.?rules.orValue([]).all(rule, !rule.?host.hasValue() || object.spec.?tls.orValue([]).exists(entry, entry.?hosts.orValue([]).exists(host, host == rule.host || (host.startsWith("*.") && rule.host.split(".").size() == host.split(".").size() && rule.host.endsWith(host.substring(1))))))',
  message: 'the Ingress serves hosts without TLS',
  samples: {
    good: [
      {
        name: 'lists its host',
        given: ingress({
          rules: [{ host: 'app.example.com', http: { paths } }],
          tls: [{ hosts: ['app.example.com'], secretName: 'app-tls' }],
        }),
      },
      {
        name: 'has a wildcard certificate',
        given: ingress({
          rules: [{ host: 'app.example.com', http: { paths } }],
          tls: [{ hosts: ['*.example.com'], secretName: 'wildcard-tls' }],
        }),
      },
    ],
    bad: [
      {
        name: 'has no TLS',
        given: ingress({ rules: [{ host: 'app.example.com', http: { paths } }] }),
        message: 'the Ingress serves hosts without TLS',
      },
      {
        name: 'forgets the second host',
        given: ingress({
          rules: [
            { host: 'app.example.com', http: { paths } },
            { host: 'api.example.com', http: { paths } },
          ],
          tls: [{ hosts: ['app.example.com'], secretName: 'app-tls' }],
        }),
        message: 'the Ingress serves hosts without TLS',
      },
      {
        name: 'counts on a wildcard two levels down',
        given: ingress({
          rules: [{ host: 'a.b.example.com', http: { paths } }],
          tls: [{ hosts: ['*.example.com'], secretName: 'wildcard-tls' }],
        }),
        message: 'the Ingress serves hosts without TLS',
      },
      {
        name: 'has a default backend only',
        given: ingress({ defaultBackend: backend }),
        message: 'the Ingress serves hosts without TLS',
      },
    ],
  },
});
