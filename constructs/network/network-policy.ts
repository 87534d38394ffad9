import { tunnelPort } from '../mesh/tunnel';
import type { Connection } from './connections';
import { ApiServerDestination, DomainDestination } from './destination';
import type { ConnectionPort, Endpoint } from './endpoint';
import { namespaceNameLabel } from './namespace-selector';
import { CidrPeer, type ConnectionPeer, PodsPeer } from './peer';
import { groupByPorts, sortedLabels } from './port-groups';

/** Spec of a `networking.k8s.io/v1` NetworkPolicy, as far as it is written here. */
export interface NetworkPolicySpec {
  readonly podSelector: LabelSelector;
  readonly policyTypes: readonly ['Ingress', 'Egress'];
  readonly ingress?: readonly { readonly from: readonly PolicyPeer[]; readonly ports: readonly PolicyPort[] }[];
  readonly egress?: readonly { readonly to: readonly PolicyPeer[]; readonly ports: readonly PolicyPort[] }[];
}

interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
}

interface PolicyPort {
  readonly port: number;
  readonly protocol: string;
}

type PolicyPeer =
  | { readonly namespaceSelector: LabelSelector; readonly podSelector: LabelSelector }
  | { readonly podSelector: LabelSelector }
  | { readonly ipBlock: { readonly cidr: string; readonly except?: readonly string[] } };

/** The NetworkPolicy of a workload: closed both ways but for its connections. One rule for each set of ports. */
export function networkPolicySpec(
  endpoint: Endpoint,
  ingress: readonly Connection[],
  egress: readonly Connection[],
): NetworkPolicySpec {
  const from = groupByPorts(
    ingress.map(({ from: peer, ports }) => ({
      peer: policyPeer(endpoint, peer),
      ports: [...ports, ...tunnelPort(peer, endpoint, ports)],
    })),
  );
  const to = groupByPorts(
    egress.flatMap(({ to: peer, ports }) =>
      // Neither can be named in a policy of this kind.
      peer instanceof DomainDestination || peer instanceof ApiServerDestination
        ? []
        : [{ peer: policyPeer(endpoint, peer), ports: [...ports, ...tunnelPort(endpoint, peer, ports)] }],
    ),
  );
  return {
    podSelector: { matchLabels: sortedLabels(endpoint.podLabels) },
    policyTypes: ['Ingress', 'Egress'],
    ...(from.length > 0 && { ingress: from.map(({ peers, ports }) => ({ from: peers, ports: policyPorts(ports) })) }),
    ...(to.length > 0 && { egress: to.map(({ peers, ports }) => ({ to: peers, ports: policyPorts(ports) })) }),
  };
}

function policyPorts(ports: readonly ConnectionPort[]): PolicyPort[] {
  return ports.map(({ number, protocol }) => ({ port: number, protocol }));
}

function policyPeer(endpoint: Endpoint, peer: ConnectionPeer): PolicyPeer {
  if (peer instanceof CidrPeer) {
    return { ipBlock: { cidr: peer.cidr, ...(peer.except.length > 0 && { except: peer.except }) } };
  }
  const podSelector = { matchLabels: sortedLabels(peer instanceof PodsPeer ? peer.labels : peer.podLabels) };
  if (peer.namespace === endpoint.namespace) return { podSelector };
  return { namespaceSelector: { matchLabels: { [namespaceNameLabel]: peer.namespace } }, podSelector };
}
