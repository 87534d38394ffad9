import { expect, test } from '@jest/globals';
import { defineRule, type ObjectRule, type Severity } from '@palisade/rules';
import { App, Chart } from 'cdk8s';
import { AdmissionPolicies } from './admission-policies';

function rule(severity: Severity): ObjectRule {
  const given = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config' } };
  const sample = { name: 'a config map', given };
  const bad = { ...sample, message: 'it holds no data' };
  return defineRule({
    id: `no-empty-config-${severity}`,
    severity,
    title: 'Put something in',
    rationale: 'Nothing comes of nothing.',
    remediation: 'Write data',
    references: [{ standard: 'documentation', url: 'https://example.com' }],
    on: 'object',
    resources: [{ group: '', versions: ['v1'], kinds: { ConfigMap: 'configmaps' } }],
    cel: 'has(object.data)',
    message: 'it holds no data',
    samples: { good: [sample, sample], bad: [bad, bad, bad] },
  });
}

test.each([
  { severity: 'critical' as const, actions: ['Deny'] },
  { severity: 'high' as const, actions: ['Deny'] },
  { severity: 'medium' as const, actions: ['Warn', 'Audit'] },
  { severity: 'low' as const, actions: ['Warn', 'Audit'] },
])('a $severity rule is a policy that does $actions', ({ severity, actions }) => {
  const chart = new Chart(new App(), 'test');
  new AdmissionPolicies(chart, 'admission', { rules: [rule(severity)] });
  const [policy, binding, ...others] = chart.toJson();
  expect(others).toEqual([]);
  expect(policy).toMatchObject({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: `palisade-no-empty-config-${severity}` },
    spec: { failurePolicy: 'Fail', validations: [{ expression: 'has(object.data)' }] },
  });
  expect(binding).toMatchObject({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: `palisade-no-empty-config-${severity}` },
    spec: { policyName: `palisade-no-empty-config-${severity}`, validationActions: actions },
  });
});

test.each([
  { name: 'only the cluster itself', exempt: undefined, values: ['kube-node-lease', 'kube-public', 'kube-system'] },
  {
    name: 'agents of the platform too where told so',
    exempt: ['amazon-guardduty'],
    values: ['amazon-guardduty', 'kube-node-lease', 'kube-public', 'kube-system'],
  },
])('exempts $name', ({ exempt, values }) => {
  const chart = new Chart(new App(), 'test');
  new AdmissionPolicies(chart, 'admission', { rules: [rule('high')], ...(exempt && { exemptNamespaces: exempt }) });
  const binding = chart.toJson().find(({ kind }) => kind === 'ValidatingAdmissionPolicyBinding');
  expect(binding.spec.matchResources.namespaceSelector.matchExpressions).toEqual([
    { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values },
  ]);
});

test('makes no policy of a rule that admission has no use for', () => {
  const chart = new Chart(new App(), 'test');
  const gone = { ...rule('high'), notForAdmission: 'the API server no longer has it' };
  new AdmissionPolicies(chart, 'admission', { rules: [gone] });
  expect(chart.toJson()).toEqual([]);
});
