import type { IEgressDenyRule } from '@kubernetes-models/cilium/policy/api/EgressDenyRule';
import type { IEgressRule } from '@kubernetes-models/cilium/policy/api/EgressRule';
import type { IIngressRule } from '@kubernetes-models/cilium/policy/api/IngressRule';
import type { Connection } from './connections';
import { ApiServerDestination, DomainDestination } from './destination';
import type { ConnectionPort, Endpoint } from './endpoint';
import { CidrPeer, metadataServices, PodsPeer } from './peer';
import { groupByPorts, sortedLabels } from './port-groups';

/** What of a workload's connections only a CiliumNetworkPolicy can say. */
export interface CiliumConnections {
  /** Connections whose clients must prove who they are. */
  readonly authenticated: readonly Connection[];
  readonly egress: readonly Connection[];
}

/**
 * The CiliumNetworkPolicy of a workload, which stands beside its NetworkPolicy: what either lets through is let through.
 *
 * @see https://docs.cilium.io/en/stable/security/policy/language/
 */
export function ciliumPolicySpec(endpoint: Endpoint, { authenticated, egress }: CiliumConnections): object {
  const domains = groupByPorts(
    egress.flatMap(({ to, ports }) => (to instanceof DomainDestination ? [{ peer: to.domain, ports }] : [])),
  );
  const apiServer = egress.find(({ to }) => to instanceof ApiServerDestination);
  const ingress = groupByPorts(
    authenticated.flatMap(({ from, ports }) =>
      from instanceof CidrPeer
        ? []
        : [{ peer: selector(from.namespace, from instanceof PodsPeer ? from.labels : from.podLabels), ports }],
    ),
  ).map(
    ({ peers, ports }) =>
      ({
        fromEndpoints: [...peers],
        authentication: { mode: 'required' },
        toPorts: [{ ports: ciliumPorts(ports) }],
      }) satisfies IIngressRule,
  );
  const rules: object[] = domains.map(
    ({ peers, ports }) =>
      ({ toFQDNs: peers.map(fqdn), toPorts: [{ ports: ciliumPorts(ports) }] }) satisfies IEgressRule,
  );
  if (rules.length > 0) rules.unshift(dnsRule);
  if (apiServer !== undefined) {
    rules.push({
      toEntities: ['kube-apiserver'],
      toPorts: [{ ports: ciliumPorts(apiServer.ports) }],
    } satisfies IEgressRule);
  }
  return {
    endpointSelector: selector(undefined, endpoint.podLabels),
    ...(ingress.length > 0 && { ingress }),
    ...(rules.length > 0 && { egress: rules }),
    ...(domains.length > 0 && { egressDeny: [metadataRule] }),
  };
}

/**
 * Cilium learns a domain's addresses from the answers that its DNS proxy sees, and the proxy sees what a rule about DNS
 * selects. The same traffic is let out by the namespace's policy; a rule beside it that does not look at names takes
 * nothing away from what is learnt.
 *
 * @see https://docs.cilium.io/en/stable/security/policy/layer7/#dns-policy-and-ip-discovery
 */
const dnsRule = {
  toEndpoints: [selector('kube-system', { 'k8s-app': 'kube-dns' })],
  toPorts: [
    {
      ports: [
        { port: '53', protocol: 'UDP' },
        { port: '53', protocol: 'TCP' },
      ],
      rules: { dns: [{ matchPattern: '*' }] },
    },
  ],
} satisfies IEgressRule;

// Whoever answers for a domain's names decides which addresses they stand for: never these.
const metadataRule = { toCIDR: [...metadataServices] } satisfies IEgressDenyRule;

function fqdn(domain: string): { matchName: string } | { matchPattern: string } {
  return domain.includes('*') ? { matchPattern: domain } : { matchName: domain };
}

function ciliumPorts(ports: readonly ConnectionPort[]): { port: string; protocol: 'TCP' | 'UDP' }[] {
  return ports.map(({ number, protocol }) => ({ port: String(number), protocol }));
}

function selector(
  namespace: string | undefined,
  labels: Readonly<Record<string, string>>,
): { matchLabels: Record<string, string> } {
  const own = Object.entries(labels).map(([key, value]) => [`k8s:${key}`, value]);
  if (namespace !== undefined) own.push(['k8s:io.kubernetes.pod.namespace', namespace]);
  return { matchLabels: sortedLabels(Object.fromEntries(own)) };
}
