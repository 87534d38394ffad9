import { defineRule, type JsonObject } from '../rule';

const message = 'the API server does not check who serves the API';
const apiService = (spec: JsonObject): JsonObject => ({
  apiVersion: 'apiregistration.k8s.io/v1',
  kind: 'APIService',
  metadata: { name: 'v1beta1.sample.example.com' },
  spec: {
    group: 'sample.example.com',
    version: 'v1beta1',
    groupPriorityMinimum: 100,
    versionPriority: 100,
    service: { name: 'sample', namespace: 'sample' },
    ...spec,
  },
});

export const noInsecureApiServices = defineRule({
  id: 'no-insecure-api-services',
  severity: 'high',
  title: 'Check the certificate of whatever serves an API',
  rationale:
    'The API server hands on requests with the names and groups of who asked. Where it does not check the certificate, whoever can answer for that address in the cluster’s network reads them and answers as they like.',
  remediation: 'Take `insecureSkipTLSVerify` out and set `caBundle`; cert-manager’s CA injector keeps it current.',
  references: [
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1557' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/tasks/extend-kubernetes/configure-aggregation-layer/',
    },
  ],
  on: 'object',
  resources: [{ group: 'apiregistration.k8s.io', versions: ['v1'], kinds: { APIService: 'apiservices' } }],
  cel: 'object.spec.?insecureSkipTLSVerify.orValue(false) != true',
  message,
  samples: {
    good: [
      { name: 'is checked by default', given: apiService({}) },
      { name: 'is the API server’s own', given: apiService({ service: undefined }) },
    ],
    bad: [
      { name: 'is not checked', given: apiService({ insecureSkipTLSVerify: true }), message },
      {
        name: 'is not checked, on a port of its own',
        given: apiService({
          insecureSkipTLSVerify: true,
          service: { name: 'sample', namespace: 'sample', port: 8443 },
        }),
        message,
      },
      {
        name: 'is not checked, in the cluster’s own namespace',
        given: apiService({
          insecureSkipTLSVerify: true,
          service: { name: 'metrics-server', namespace: 'kube-system' },
        }),
        message,
      },
    ],
  },
});
