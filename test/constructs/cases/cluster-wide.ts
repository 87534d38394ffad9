import { ClusterNetworkPolicy, type ClusterNetworkPolicyProps, ClusterRule, Peer } from '@palisade/constructs';
import type { Case } from './case';

const prometheus = Peer.pods({ namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } });

const guard: ClusterNetworkPolicyProps = {
  tier: 'Admin',
  priority: 10,
  subject: { owner: 'shop' },
  ingress: [ClusterRule.allowMonitoring(prometheus, [9090]), ClusterRule.denyOtherOwners('shop')],
  egress: [ClusterRule.denyMetadataService(), ClusterRule.allowDns()],
};
const baseline: ClusterNetworkPolicyProps = {
  tier: 'Baseline',
  priority: 0,
  subject: { owner: 'shop' },
  egress: [ClusterRule.denyMetadataService()],
};

function policy(name: string, props: ClusterNetworkPolicyProps): Case {
  return { name, make: (namespace) => new ClusterNetworkPolicy(namespace, name, props) };
}

export const clusterWide: readonly Case[] = [
  policy('cluster-policy', guard),
  policy('cluster-baseline', baseline),
  policy('admin-policy', { ...guard, api: 'AdminNetworkPolicy' }),
  policy('admin-baseline', { ...baseline, api: 'AdminNetworkPolicy' }),
];
