import { describe, expect, test } from '@jest/globals';
import { Evaluator, kubernetesRules, stackRules } from '@palisade/rules';
import { Chart } from 'cdk8s';
import { App } from '../synth/app';
import { findings } from '../synth/check';
import {
  type ClusterEgressRule,
  type ClusterIngressRule,
  ClusterNetworkPolicy,
  type ClusterNetworkPolicyProps,
  ClusterRule,
  Peer,
} from '.';

function made(props: ClusterNetworkPolicyProps, id = 'guardrails') {
  const chart = new Chart(new App(), 'test');
  new ClusterNetworkPolicy(chart, id, props);
  const objects = chart.toJson();
  expect(findings(new Evaluator([...kubernetesRules, ...stackRules]), objects)).toEqual([]);
  expect(objects).toHaveLength(1);
  return objects[0];
}

const prometheus = Peer.pods({ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } });
const guardrails: ClusterNetworkPolicyProps = {
  tier: 'Admin',
  priority: 10,
  subject: 'all',
  ingress: [ClusterRule.allowMonitoring(prometheus, [9090, { number: 9153, protocol: 'TCP' }])],
  egress: [ClusterRule.denyMetadataService(), ClusterRule.allowDns()],
};
const tenant: ClusterNetworkPolicyProps = {
  tier: 'Admin',
  priority: 20,
  subject: { owner: 'team-shop' },
  ingress: [ClusterRule.denyOtherOwners('team-shop')],
};
const podsOf = (namespace: string, labels: Record<string, string>) => ({
  pods: {
    namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
    podSelector: { matchLabels: labels },
  },
});
const others = {
  namespaces: {
    matchExpressions: [
      { key: 'palisade.dev/owner', operator: 'Exists' },
      { key: 'palisade.dev/owner', operator: 'NotIn', values: ['team-shop'] },
    ],
  },
};

describe('a policy over all namespaces', () => {
  test('keeps everybody from the metadata service, and lets DNS and monitoring through', () => {
    expect(made(guardrails)).toEqual({
      apiVersion: 'policy.networking.k8s.io/v1alpha2',
      kind: 'ClusterNetworkPolicy',
      metadata: { name: 'guardrails' },
      spec: {
        tier: 'Admin',
        priority: 10,
        subject: { namespaces: {} },
        ingress: [
          {
            name: 'monitoring',
            action: 'Accept',
            from: [podsOf('monitoring', { 'app.kubernetes.io/name': 'prometheus' })],
            protocols: [{ tcp: { destinationPort: { number: 9090 } } }, { tcp: { destinationPort: { number: 9153 } } }],
          },
        ],
        egress: [
          {
            name: 'no metadata service',
            action: 'Deny',
            to: [{ networks: ['169.254.169.254/32', 'fd00:ec2::254/128'] }],
          },
          {
            name: 'DNS',
            action: 'Accept',
            to: [podsOf('kube-system', { 'k8s-app': 'kube-dns' })],
            protocols: [{ tcp: { destinationPort: { number: 53 } } }, { udp: { destinationPort: { number: 53 } } }],
          },
        ],
      },
    });
  });

  test('keeps tenants apart', () => {
    expect(made(tenant, 'tenant-shop')).toMatchObject({
      metadata: { name: 'tenant-shop' },
      spec: {
        subject: { namespaces: { matchLabels: { 'palisade.dev/owner': 'team-shop' } } },
        ingress: [{ name: 'no other owners', action: 'Deny', from: [others] }],
      },
    });
  });

  test('names namespaces and addresses', () => {
    const { spec } = made({
      tier: 'Baseline',
      priority: 0,
      subject: { names: ['web', 'api'] },
      egress: [
        { name: 'database', action: 'Accept', to: [Peer.cidr('10.1.0.0/16')], ports: [5432] },
        { name: 'nothing else', action: 'Deny', to: [{ networks: ['0.0.0.0/0', '::/0'] }] },
        { name: 'teams decide', action: 'Pass', to: [{ namespaces: 'all' }] },
      ],
    });
    expect(spec).toEqual({
      tier: 'Baseline',
      priority: 0,
      subject: {
        namespaces: {
          matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['api', 'web'] }],
        },
      },
      egress: [
        {
          name: 'database',
          action: 'Accept',
          to: [{ networks: ['10.1.0.0/16'] }],
          protocols: [{ tcp: { destinationPort: { number: 5432 } } }],
        },
        { name: 'nothing else', action: 'Deny', to: [{ networks: ['0.0.0.0/0', '::/0'] }] },
        { name: 'teams decide', action: 'Pass', to: [{ namespaces: {} }] },
      ],
    });
  });
});

describe('in the older form', () => {
  test('is an AdminNetworkPolicy', () => {
    expect(made({ ...guardrails, api: 'AdminNetworkPolicy' })).toEqual({
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'AdminNetworkPolicy',
      metadata: { name: 'guardrails' },
      spec: {
        priority: 10,
        subject: { namespaces: {} },
        ingress: [
          {
            name: 'monitoring',
            action: 'Allow',
            from: [podsOf('monitoring', { 'app.kubernetes.io/name': 'prometheus' })],
            ports: [{ portNumber: { protocol: 'TCP', port: 9090 } }, { portNumber: { protocol: 'TCP', port: 9153 } }],
          },
        ],
        egress: [
          {
            name: 'no metadata service',
            action: 'Deny',
            to: [{ networks: ['169.254.169.254/32', 'fd00:ec2::254/128'] }],
          },
          {
            name: 'DNS',
            action: 'Allow',
            to: [podsOf('kube-system', { 'k8s-app': 'kube-dns' })],
            ports: [{ portNumber: { protocol: 'TCP', port: 53 } }, { portNumber: { protocol: 'UDP', port: 53 } }],
          },
        ],
      },
    });
  });

  test('is the one BaselineAdminNetworkPolicy', () => {
    expect(made({ ...tenant, tier: 'Baseline', api: 'AdminNetworkPolicy' })).toEqual({
      apiVersion: 'policy.networking.k8s.io/v1alpha1',
      kind: 'BaselineAdminNetworkPolicy',
      metadata: { name: 'default' },
      spec: {
        subject: { namespaces: { matchLabels: { 'palisade.dev/owner': 'team-shop' } } },
        ingress: [{ name: 'no other owners', action: 'Deny', from: [others] }],
      },
    });
  });
});

describe('is refused', () => {
  const many = Array.from({ length: 26 }, () => ClusterRule.denyMetadataService());
  test.each<[string, Partial<ClusterNetworkPolicyProps>, string]>([
    ['without rules', { ingress: [], egress: [] }, 'it has no rules. Write ingress, egress or both'],
    ['with a priority out of range', { priority: 1001 }, 'priority is 1001. Write a whole number from 0 to 1000'],
    [
      'with too many rules',
      { egress: many },
      'egress has 26 entries. Write at most 25, and the others in a policy of their own',
    ],
    [
      'for a namespace that cannot be',
      { subject: { names: ['Shop'] } },
      `subject holds 'Shop', which no namespace is named. Write the name of a namespace`,
    ],
    [
      'for an owner that cannot be',
      { subject: { owner: '' } },
      `subject holds '', which no namespace is labelled with. Write an owner as its TeamNamespace has it`,
    ],
    [
      'with a network that is none',
      { egress: [{ name: 'x', action: 'Deny', to: [{ networks: ['10.1.2.3/16'] }] }] },
      `egress[0] holds '10.1.2.3/16', which is no block of addresses. Write its first address and the length of its prefix, such as 10.1.0.0/16`,
    ],
    [
      'with an exception',
      { egress: [{ name: 'x', action: 'Deny', to: [Peer.cidr('10.1.0.0/16', { except: ['10.1.2.0/24'] })] }] },
      'egress[0] excepts 10.1.2.0/24 from 10.1.0.0/16, which this kind of policy cannot say. Write the blocks that are left, or a rule before it that denies these',
    ],
    [
      'with a port that is none',
      { ingress: [ClusterRule.allowMonitoring(prometheus, [0])] },
      'ingress[0].ports holds 0. Write whole numbers from 1 to 65535',
    ],
    [
      'with a nameless rule',
      { egress: [{ ...ClusterRule.denyMetadataService(), name: '' }] },
      'egress[0].name has 0 characters. Write 1 to 100',
    ],
    [
      'that passes to nothing',
      {
        tier: 'Baseline',
        api: 'AdminNetworkPolicy',
        egress: [{ name: 'x', action: 'Pass', to: [{ namespaces: 'all' }] }],
      },
      `egress[0].action is 'Pass'. Write Accept or Deny: nothing comes after this policy`,
    ],
  ])('%s', (_, change, message) => {
    expect(() => made({ ...guardrails, ...change })).toThrow(new Error(`test/guardrails: ${message}.`));
  });

  test('by its types, where it lets through what is not named', () => {
    const base = { name: 'x', action: 'Accept' } as const;
    const ingress = (rule: ClusterIngressRule) => rule;
    const egress = (rule: ClusterEgressRule) => rule;
    const wide = [
      // @ts-expect-error Everybody is nobody in particular.
      ingress({ ...base, from: [{ namespaces: 'all' }] }),
      // @ts-expect-error All owners but one.
      ingress({ ...base, from: [{ namespaces: { ownersOtherThan: 'x' } }] }),
      // @ts-expect-error Networks of any width are for refusing.
      egress({ ...base, to: [{ networks: ['0.0.0.0/0'] }] }),
    ];
    expect(wide).toHaveLength(3);
  });
});
