import { expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { ClosedNamespace } from './closed-namespace';

test('a closed namespace takes no pod, and would isolate and restrict one', () => {
  const chart = new Chart(new App(), 'test');
  new ClosedNamespace(chart, 'default', { name: 'default' });
  const [namespace, quota, ...others] = chart.toJson();
  expect(namespace.metadata.labels).toEqual({
    'pod-security.kubernetes.io/audit': 'restricted',
    'pod-security.kubernetes.io/audit-version': 'v1.37',
    'pod-security.kubernetes.io/enforce': 'restricted',
    'pod-security.kubernetes.io/enforce-version': 'v1.37',
    'pod-security.kubernetes.io/warn': 'restricted',
    'pod-security.kubernetes.io/warn-version': 'v1.37',
  });
  expect(quota).toEqual({
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    metadata: { name: 'no-pods', namespace: 'default' },
    spec: { hard: { pods: '0', 'services.loadbalancers': '0', 'services.nodeports': '0' } },
  });
  expect(others.map(({ kind, metadata }) => `${kind} ${metadata.namespace}/${metadata.name}`)).toEqual([
    'LimitRange default/containers',
    'NetworkPolicy default/default-deny',
    'ServiceAccount default/default',
  ]);
});

test('a closed namespace refuses a version it cannot pin', () => {
  const chart = new Chart(new App(), 'test');
  expect(() => new ClosedNamespace(chart, 'default', { name: 'default', kubernetesVersion: 'latest' })).toThrow(
    new Error(
      "test/default: kubernetesVersion is 'latest', which is not a major and a minor version. Write the cluster's minor version without a patch, such as '1.37'.",
    ),
  );
});
