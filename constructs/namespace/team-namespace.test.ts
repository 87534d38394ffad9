import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { TeamNamespace, type TeamNamespaceProps } from './team-namespace';

const payments: TeamNamespaceProps = {
  name: 'payments',
  owner: 'team-payments',
  quota: { cpu: '8', memory: '32Gi', pods: 50 },
};

function objects(props: TeamNamespaceProps) {
  const chart = new Chart(new App(), 'test');
  new TeamNamespace(chart, 'payments', props);
  return chart.toJson();
}

function only(kind: string, props: TeamNamespaceProps = payments) {
  const [object, ...others] = objects(props).filter((one) => one.kind === kind);
  expect(others).toEqual([]);
  return object;
}

describe('the namespace of a team', () => {
  test('holds pods to a pinned restricted standard and says whose it is', () => {
    expect(only('Namespace')).toEqual({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name: 'payments',
        labels: {
          'palisade.dev/owner': 'team-payments',
          'pod-security.kubernetes.io/audit': 'restricted',
          'pod-security.kubernetes.io/audit-version': 'v1.37',
          'pod-security.kubernetes.io/enforce': 'restricted',
          'pod-security.kubernetes.io/enforce-version': 'v1.37',
          'pod-security.kubernetes.io/warn': 'restricted',
          'pod-security.kubernetes.io/warn-version': 'v1.37',
        },
      },
      spec: {},
    });
  });

  test('pins the standard to the version of the cluster', () => {
    const { labels } = only('Namespace', { ...payments, kubernetesVersion: '1.35' }).metadata;
    expect(labels['pod-security.kubernetes.io/enforce-version']).toBe('v1.35');
  });

  test('has a quota, and none for load balancers and node ports', () => {
    expect(only('ResourceQuota')).toMatchObject({
      metadata: { name: 'team', namespace: 'payments' },
      spec: {
        hard: {
          'requests.cpu': '8',
          'requests.memory': '32Gi',
          'limits.memory': '32Gi',
          pods: '50',
          'services.loadbalancers': '0',
          'services.nodeports': '0',
        },
      },
    });
  });

  test('gives containers requests and limits, and a maximum', () => {
    expect(only('LimitRange').spec.limits).toEqual([
      {
        type: 'Container',
        defaultRequest: { cpu: '100m', memory: '128Mi', 'ephemeral-storage': '128Mi' },
        default: { cpu: '4', memory: '256Mi', 'ephemeral-storage': '1Gi' },
        max: { cpu: '4', memory: '8Gi' },
      },
    ]);
  });

  test('keeps the defaults below a smaller maximum, which the API server demands', () => {
    const props = { ...payments, largestContainer: { cpu: '0.2', memory: '100Mi' } };
    expect(only('LimitRange', props).spec.limits).toEqual([
      {
        type: 'Container',
        defaultRequest: { cpu: '100m', memory: '100Mi', 'ephemeral-storage': '128Mi' },
        default: { cpu: '0.2', memory: '100Mi', 'ephemeral-storage': '1Gi' },
        max: { cpu: '0.2', memory: '100Mi' },
      },
    ]);
  });

  test('isolates every pod, but for DNS', () => {
    const policies = objects(payments).filter(({ kind }) => kind === 'NetworkPolicy');
    expect(policies.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`)).toEqual([
      'payments/default-deny',
      'payments/allow-dns',
    ]);
  });

  test('mounts no token of the default service account', () => {
    expect(only('ServiceAccount')).toEqual({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'default', namespace: 'payments' },
      automountServiceAccountToken: false,
    });
  });

  test('grants nobody anything unless told to', () => {
    expect(objects(payments).filter(({ kind }) => kind.includes('Role'))).toEqual([]);
  });

  test('grants groups their role, in this namespace only', () => {
    const groups = { viewer: ['sso-all', 'sso-audit'], operator: ['sso-oncall'] };
    const bindings = objects({ ...payments, groups }).filter(({ kind }) => kind.includes('Role'));
    expect(bindings).toEqual([
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'palisade-viewer', namespace: 'payments' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'palisade-viewer' },
        subjects: [
          { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'sso-all' },
          { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'sso-audit' },
        ],
      },
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'palisade-operator', namespace: 'payments' },
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'palisade-operator' },
        subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'sso-oncall' }],
      },
    ]);
  });

  const wrong: { name: string; props: Partial<TeamNamespaceProps>; error: string }[] = [
    {
      name: 'a name that is no DNS label',
      props: { name: 'Payments' },
      error:
        "test/payments: name is 'Payments', which is not a DNS label. Write at most 63 lower-case letters, digits and hyphens, with no hyphen at either end.",
    },
    {
      name: 'the default namespace',
      props: { name: 'default' },
      error: "test/payments: name is 'default', a namespace of the cluster itself. Write a name of the team's own.",
    },
    {
      name: 'a kube- namespace',
      props: { name: 'kube-system' },
      error: "test/payments: name is 'kube-system', a namespace of the cluster itself. Write a name of the team's own.",
    },
    {
      name: 'an owner that is no label value',
      props: { owner: 'payments@example.com' },
      error:
        "test/payments: owner is 'payments@example.com', which cannot be the value of a label. Write at most 63 letters, digits, hyphens, underscores and dots, such as a team name or a mailbox without its domain.",
    },
    {
      name: 'a quota that is no quantity',
      props: { quota: { cpu: 'lots', memory: '32Gi', pods: 50 } },
      error: "test/payments: quota.cpu is 'lots', which is not a Kubernetes quantity. Write an amount such as '8'.",
    },
    {
      name: 'a quota of nothing',
      props: { quota: { cpu: '8', memory: '0Gi', pods: 50 } },
      error: "test/payments: quota.memory is '0Gi', which lets nothing run. Write an amount such as '32Gi'.",
    },
    {
      name: 'half a pod',
      props: { quota: { cpu: '8', memory: '32Gi', pods: 0.5 } },
      error: 'test/payments: quota.pods is 0.5. Write a whole number of at least 1.',
    },
    {
      name: 'a maximum that is no quantity',
      props: { largestContainer: { cpu: '-1', memory: '8Gi' } },
      error:
        "test/payments: largestContainer.cpu is '-1', which is not a Kubernetes quantity. Write an amount such as '4'.",
    },
    {
      name: 'a group of the cluster itself',
      props: { groups: { viewer: ['system:authenticated'] } },
      error:
        "test/payments: groups.viewer holds 'system:authenticated'. Write a group that the identity provider hands out; 'system:' groups are the cluster's own and hold everybody or everything.",
    },
    {
      name: 'a version with a patch',
      props: { kubernetesVersion: 'v1.37.2' },
      error:
        "test/payments: kubernetesVersion is 'v1.37.2', which is not a major and a minor version. Write the cluster's minor version without a patch, such as '1.37'.",
    },
  ];
  test.each(wrong)('refuses $name', ({ props, error }) => {
    expect(() => objects({ ...payments, ...props })).toThrow(new Error(error));
  });

  test('names all that is wrong at once', () => {
    const props = { ...payments, name: '', quota: { cpu: '8', memory: '', pods: 0 } };
    expect(() => objects(props)).toThrow(
      new Error(
        [
          "test/payments: name is '', which is not a DNS label. Write at most 63 lower-case letters, digits and hyphens, with no hyphen at either end.",
          "test/payments: quota.memory is '', which is not a Kubernetes quantity. Write an amount such as '32Gi'.",
          'test/payments: quota.pods is 0. Write a whole number of at least 1.',
        ].join('\n'),
      ),
    );
  });
});
