import { expect } from '@jest/globals';
import { Evaluator, kubernetesRules, stackRules } from '@palisade/rules';
import { Chart } from 'cdk8s';
import type { ClusterFacts } from '../../cluster';
import { App } from '../../synth/app';
import { findings } from '../../synth/check';
import { modelErrors } from '../../testing/model-errors';
import { Deployment, Probe } from '../../workload';
import type { AwsLoadBalancerController, GatewayApi, IngressFacts, IngressNginx } from '../entrances';
import { expose } from '../exposure';
import type { ExposureProps } from '../exposure-props';
import { Tls } from '../tls';

const evaluator = new Evaluator([...kubernetesRules, ...stackRules]);
export const proxy = { namespace: 'gateways', labels: { 'app.kubernetes.io/name': 'envoy' }, serviceAccount: 'envoy' };
export const letsEncrypt = Tls.certManager({ issuer: 'lets-encrypt' });
export const arn = 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-0000-4444-8888-abcdefabcdef';

export const shared: GatewayApi = {
  controller: 'gateway-api',
  internal: { gateway: 'internal', namespace: 'gateways', proxy },
  internet: { gateway: 'internet', namespace: 'gateways', httpListener: 'http', proxy },
};
export const own: GatewayApi = {
  controller: 'gateway-api',
  implementation: 'envoy-gateway',
  internal: { gatewayClass: 'internal', proxy },
  internet: { gatewayClass: 'internet', proxy },
};
export const nginx: IngressNginx = {
  controller: 'ingress-nginx',
  internal: { ingressClass: 'internal', proxy },
  internet: { ingressClass: 'internet', proxy },
};
export const aws: AwsLoadBalancerController = {
  controller: 'aws-load-balancer-controller',
  internal: { ingressClass: 'alb', subnetCidrs: ['10.0.0.0/20', '10.0.16.0/20'] },
  internet: { ingressClass: 'alb', subnetCidrs: ['10.0.128.0/24'] },
};

export function chartOf(ingress: IngressFacts | undefined, facts: Partial<ClusterFacts> = {}) {
  return new Chart(new App({ cluster: { ...facts, ...(ingress && { ingress }) } }), 'chart', { namespace: 'shop' });
}

export function workload(chart: Chart, id = 'api', port = 8080) {
  return new Deployment(chart, id, {
    image: `registry.example.com/${id}@sha256:${'a'.repeat(64)}`,
    resources: { cpu: '100m', memory: '64Mi' },
    port,
    probes: { readiness: Probe.http('/ready') },
  });
}

/** All that the exposures of a chart make, without what makes the workload itself. */
export function synthesised(chart: Chart) {
  const objects = chart.toJson();
  expect(modelErrors(objects)).toEqual([]);
  expect(findings(evaluator, objects)).toEqual([]);
  const kinds = ['Certificate', 'Gateway', 'HTTPRoute', 'Ingress', 'ListenerSet', 'NetworkPolicy', 'SecurityPolicy'];
  return objects.filter(({ kind }) => kinds.includes(kind));
}

export function exposed(ingress: IngressFacts, props: Partial<ExposureProps> = {}) {
  const chart = chartOf(ingress);
  expose(workload(chart), { host: 'shop.example.com', tls: letsEncrypt, ...props });
  return synthesised(chart);
}

export const certificate = {
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: 'shop-example-com', namespace: 'shop' },
  spec: {
    secretName: 'shop-example-com-tls',
    dnsNames: ['shop.example.com'],
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'lets-encrypt' },
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
    usages: ['digital signature', 'server auth'],
  },
};
export const proxyPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'api', namespace: 'shop' },
  spec: {
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'gateways' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'envoy' } },
          },
        ],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ],
  },
};
