import { ApiObject, Lazy } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Connection } from './connections';
import { DomainDestination } from './destination';
import type { ConnectionPort, Endpoint } from './endpoint';
import { metadataServices } from './peer';
import { sortedLabels, sortedPorts } from './port-groups';

/**
 * The two kinds of Calico as far as they are written here, from its reference: there is no typed package of them.
 *
 * @see https://docs.tigera.io/calico-enterprise/latest/reference/resources/networkpolicy
 */
interface CalicoPolicySpec {
  readonly selector: string;
  readonly types: readonly ['Egress'];
  readonly egress: readonly CalicoRule[];
}

interface CalicoRule {
  readonly action: 'Allow' | 'Deny';
  readonly protocol?: 'TCP' | 'UDP';
  readonly destination: {
    readonly nets?: readonly string[];
    readonly selector?: string;
    readonly ports?: readonly number[];
  };
}

/** @see https://docs.tigera.io/calico-enterprise/latest/reference/resources/networkset */
interface NetworkSetSpec {
  readonly allowedEgressDomains: readonly string[];
}

/** Labels of the sets of domains, by which policies name them: whose they are, and for which port. */
const workloadLabel = 'palisade.dev/domains-of';
const portLabel = 'palisade.dev/domains-port';

/**
 * The Calico NetworkPolicy that lets a workload out to domains. They stand in a NetworkSet for each port, and not in the
 * rule itself: what does not know the field, such as Calico Open Source, then sees a set of nothing and lets nothing out,
 * where it would see a rule without a destination and let everything out.
 */
export function calicoPolicy(scope: Construct, endpoint: Endpoint, egress: () => readonly Connection[]): void {
  new ApiObject(scope, 'Domains', {
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkPolicy',
    metadata: { name: `${endpoint.name}-domains`, namespace: endpoint.namespace },
    spec: Lazy.any({ produce: () => policySpec(endpoint, egress()) }),
  });
}

/** The set of the domains that a workload may connect to on one port. */
export function calicoDomains(
  scope: Construct,
  endpoint: Endpoint,
  port: ConnectionPort,
  egress: () => readonly Connection[],
): void {
  const name = `${endpoint.name}-${portName(port)}`;
  if (scope.node.tryFindChild(name) !== undefined) return;
  new ApiObject(scope, name, {
    apiVersion: 'projectcalico.org/v3',
    kind: 'NetworkSet',
    metadata: {
      name,
      namespace: endpoint.namespace,
      labels: { [workloadLabel]: endpoint.name, [portLabel]: portName(port) },
    },
    spec: Lazy.any({
      produce: (): NetworkSetSpec => ({
        allowedEgressDomains: egress()
          .flatMap(({ to, ports }) =>
            to instanceof DomainDestination && ports.some((each) => same(each, port)) ? [to.domain] : [],
          )
          .sort(),
      }),
    }),
  });
}

function policySpec(endpoint: Endpoint, egress: readonly Connection[]): CalicoPolicySpec {
  const ports = sortedPorts(egress.flatMap(({ to, ports: own }) => (to instanceof DomainDestination ? own : [])));
  return {
    selector: Object.entries(sortedLabels(endpoint.podLabels))
      .map(([key, value]) => `${key} == '${value}'`)
      .join(' && '),
    types: ['Egress'],
    egress: [
      // Whoever answers for a domain's names decides which addresses they stand for: never these.
      ...metadataServices.map((net): CalicoRule => ({ action: 'Deny', destination: { nets: [net] } })),
      ...ports.map(
        (port): CalicoRule => ({
          action: 'Allow',
          protocol: port.protocol,
          destination: {
            selector: `${workloadLabel} == '${endpoint.name}' && ${portLabel} == '${portName(port)}'`,
            ports: [port.number],
          },
        }),
      ),
    ],
  };
}

function portName({ number, protocol }: ConnectionPort): string {
  return `${protocol.toLowerCase()}-${number}`;
}

function same(a: ConnectionPort, b: ConnectionPort): boolean {
  return a.number === b.number && a.protocol === b.protocol;
}
