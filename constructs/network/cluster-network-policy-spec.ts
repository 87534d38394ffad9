import type { ClusterNetworkPolicyProps } from './cluster-network-policy';
import type { ClusterEgressRule, ClusterIngressRule } from './cluster-rule';
import type { ConnectionPort } from './endpoint';
import { type LabelSelector, namespaceNameLabel, namespaceSelector } from './namespace-selector';
import { CidrPeer, type PeerPort, PodsPeer } from './peer';
import { sortedLabels, sortedPorts } from './port-groups';

/**
 * `policy.networking.k8s.io/v1alpha2` as far as it is written here, from its makers' definition: there is no typed package.
 *
 * @see https://network-policy-api.sigs.k8s.io/reference/spec/
 */
interface ClusterNetworkPolicySpec {
  readonly tier: 'Admin' | 'Baseline';
  readonly priority: number;
  readonly subject: { readonly namespaces: LabelSelector };
  readonly ingress?: readonly (Rule & { readonly from: readonly Pods[] })[];
  readonly egress?: readonly (Rule & { readonly to: readonly (Pods | { readonly networks: readonly string[] })[] })[];
}

interface Rule {
  readonly name: string;
  readonly action: 'Accept' | 'Deny' | 'Pass';
  readonly protocols?: readonly { readonly [protocol in 'tcp' | 'udp']?: { readonly destinationPort: Port } }[];
}

interface Port {
  readonly number: number;
}

/** Pods as both versions of the API name them. */
export type Pods =
  | { readonly namespaces: LabelSelector }
  | { readonly pods: { readonly namespaceSelector: LabelSelector; readonly podSelector: LabelSelector } };

/** The spec in the newer form. */
export function clusterNetworkPolicySpec(props: ClusterNetworkPolicyProps): ClusterNetworkPolicySpec {
  const { tier, priority, subject, ingress = [], egress = [] } = props;
  return {
    tier,
    priority,
    subject: { namespaces: namespaceSelector(subject) },
    ...(ingress.length > 0 && { ingress: ingress.map((rule) => ({ ...ruleOf(rule), from: rule.from.map(podsOf) })) }),
    ...(egress.length > 0 && { egress: egress.map((rule) => ({ ...ruleOf(rule), to: rule.to.map(destinationOf) })) }),
  };
}

function ruleOf({ name, action, ports }: ClusterIngressRule | ClusterEgressRule): Rule {
  if (ports === undefined) return { name, action };
  return {
    name,
    action,
    protocols: portsOf(ports).map(({ number, protocol }) => ({
      [protocol === 'TCP' ? 'tcp' : 'udp']: { destinationPort: { number } },
    })),
  };
}

/** The ports of a rule, sorted. */
export function portsOf(ports: readonly PeerPort[]): readonly ConnectionPort[] {
  return sortedPorts(
    ports.map((port): ConnectionPort => (typeof port === 'number' ? { number: port, protocol: 'TCP' } : port)),
  );
}

/** One peer of a rule that names pods. */
export function podsOf(peer: ClusterIngressRule['from'][number]): Pods {
  if (!(peer instanceof PodsPeer)) return { namespaces: namespaceSelector(peer.namespaces) };
  return {
    pods: {
      namespaceSelector: { matchLabels: { [namespaceNameLabel]: peer.namespace } },
      podSelector: { matchLabels: sortedLabels(peer.labels) },
    },
  };
}

/** One peer of a rule about outgoing connections. */
export function destinationOf(peer: ClusterEgressRule['to'][number]): Pods | { readonly networks: readonly string[] } {
  if (peer instanceof CidrPeer) return { networks: [peer.cidr] };
  return !(peer instanceof PodsPeer) && 'networks' in peer ? { networks: [...peer.networks] } : podsOf(peer);
}
