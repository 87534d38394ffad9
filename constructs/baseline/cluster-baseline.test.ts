import { describe, expect, test } from '@jest/globals';
import { defineRule, type PodRule } from '@palisade/rules';
import { App, Chart } from 'cdk8s';
import { NetworkPolicy, NetworkPolicyPort, Pods } from 'cdk8s-plus-28';
import { allowedRegistries } from './allowed-registries';
import { ClusterBaseline, type Team } from './cluster-baseline';

const shop: Team = { name: 'shop', owner: 'team-shop', quota: { cpu: '4', memory: '16Gi', pods: 20 } };
const bank: Team = { ...shop, name: 'bank', owner: 'team-bank' };

function baseline(rules: readonly PodRule[] = []) {
  const chart = new Chart(new App(), 'test');
  const allowed = ['registry.example.com', 'localhost:5000/dev'];
  return {
    chart,
    made: new ClusterBaseline(chart, 'cluster', { teams: [shop, bank], allowedRegistries: allowed, rules }),
  };
}

describe('the baseline of a cluster', () => {
  test("hands out the teams' namespaces, which cdk8s-plus takes as peers", () => {
    const { chart, made } = baseline();
    expect([...made.namespaces.keys()]).toEqual(['shop', 'bank']);
    const peer = made.namespaces.get('bank');
    if (peer === undefined) throw new Error('no bank');
    new NetworkPolicy(chart, 'from-bank', {
      metadata: { name: 'from-bank', namespace: 'shop' },
      selector: Pods.all(chart, 'pods'),
      ingress: { rules: [{ peer, ports: [NetworkPolicyPort.tcp(8443)] }] },
    });
    const policy = chart.toJson().find(({ metadata }) => metadata.name === 'from-bank');
    expect(policy?.spec.ingress).toEqual([
      {
        from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'bank' } }, podSelector: {} }],
        ports: [{ port: 8443, protocol: 'TCP' }],
      },
    ]);
  });

  test('enforces the rules it is given, and the allowed registries always', () => {
    const [rule] = allowedRegistries(['example.com']);
    const names = baseline([defineRule({ ...rule, id: 'own-rule' })])
      .chart.toJson()
      .filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')
      .map(({ metadata }) => metadata.name);
    expect(names).toEqual(['palisade-own-rule', 'palisade-allowed-registries', 'palisade-allowed-volume-registries']);
  });

  test('has policies about custom resources where the cluster has those', () => {
    const policiesWith = (customResourceGroups?: readonly string[]) => {
      const chart = new Chart(new App(), 'test');
      const props = { teams: [], allowedRegistries: ['registry.example.com'] };
      new ClusterBaseline(chart, 'cluster', { ...props, ...(customResourceGroups && { customResourceGroups }) });
      return chart.toJson().map(({ metadata }) => metadata.name as string);
    };
    const without = policiesWith();
    expect(without).toContain('palisade-require-image-digest');
    expect(without).toContain('palisade-require-ingress-tls');
    expect(without).not.toContain('palisade-require-strict-mutual-tls');
    expect(without).not.toContain('palisade-require-gateway-tls');
    expect(policiesWith(['security.istio.io'])).toContain('palisade-require-strict-mutual-tls');
    expect(policiesWith(['security.istio.io'])).not.toContain('palisade-require-gateway-tls');
  });

  test('lists the allowed registries in the policy', () => {
    const policy = baseline()
      .chart.toJson()
      .find(
        ({ kind, metadata }) => kind === 'ValidatingAdmissionPolicy' && metadata.name === 'palisade-allowed-registries',
      );
    expect(policy?.spec.validations[0].expression).toContain("['registry.example.com', 'localhost:5000/dev'].exists(");
  });
});
