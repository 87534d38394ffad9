import { expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { DefaultDeny } from './default-deny';

const deny = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'default-deny', namespace: 'shop' },
  spec: { podSelector: {}, policyTypes: ['Egress', 'Ingress'] },
};
const dns = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'allow-dns', namespace: 'shop' },
  spec: {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'kube-system' } },
            podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
          },
        ],
        ports: [
          { port: 53, protocol: 'UDP' },
          { port: 53, protocol: 'TCP' },
        ],
      },
    ],
  },
};

test.each([
  { name: 'both ways, with DNS, unless told otherwise', props: {}, expected: [deny, dns] },
  { name: 'both ways with DNS', props: { dns: true }, expected: [deny, dns] },
  { name: 'both ways without DNS', props: { dns: false }, expected: [deny] },
])('denies $name', ({ props, expected }) => {
  const chart = new Chart(new App(), 'test');
  new DefaultDeny(chart, 'network', { namespace: 'shop', ...props });
  expect(chart.toJson()).toEqual(expected);
});
