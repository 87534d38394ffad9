import type {
  AdminPeer,
  AdminPolicy,
  Cluster,
  LabelSelector,
  Namespace,
  NetworkPolicy,
  Pod,
  PolicyPeer,
  PolicyPort,
  PolicyRule,
} from './random-cluster';

/**
 * The answer to one question, read off the objects anew each time, word by word after the documentation of Kubernetes. It
 * shares nothing with the model, and is slow on purpose.
 */
export class BruteForce {
  constructor(readonly cluster: Cluster) {}

  canSend(from: Pod, to: Pod, protocol: string, port: number): boolean {
    return this.#allows('egress', from, to, { to, protocol, port });
  }

  canReceive(from: Pod, to: Pod, protocol: string, port: number): boolean {
    return this.#allows('ingress', to, from, { to, protocol, port });
  }

  #allows(direction: 'ingress' | 'egress', subject: Pod, peer: Pod, at: Target): boolean {
    if (subject.spec.hostNetwork) return true;
    const admin = this.cluster.admin.filter(({ kind }) => kind === 'AdminNetworkPolicy');
    const sorted = [...admin].sort((a, b) => Number(a.spec.priority) - Number(b.spec.priority));
    const first = this.#firstAction(sorted, direction, subject, peer, at);
    if (first === 'Allow') return true;
    if (first === 'Deny') return false;
    const applying = this.cluster.policies.filter(
      (policy) =>
        policy.metadata.namespace === subject.metadata.namespace &&
        picks(policy.spec.podSelector, subject.metadata.labels) &&
        typesOf(policy).includes(direction === 'ingress' ? 'Ingress' : 'Egress'),
    );
    if (applying.length > 0) {
      return applying.some((policy) =>
        (policy.spec[direction] ?? []).some((rule) => this.#ruleAllows(rule, policy, peer, at)),
      );
    }
    const baseline = this.cluster.admin.filter(({ kind }) => kind === 'BaselineAdminNetworkPolicy');
    return this.#firstAction(baseline, direction, subject, peer, at) !== 'Deny';
  }

  #ruleAllows(rule: PolicyRule, policy: NetworkPolicy, peer: Pod, at: Target): boolean {
    const peers = rule.from ?? rule.to ?? [];
    const ports = rule.ports ?? [];
    const isPeer = peers.length === 0 || peers.some((each) => this.#isPeer(each, policy.metadata.namespace, peer));
    return isPeer && (ports.length === 0 || ports.some((each) => isPort(each, at)));
  }

  #isPeer({ ipBlock, podSelector, namespaceSelector }: PolicyPeer, own: string, pod: Pod): boolean {
    if (ipBlock !== undefined || pod.spec.hostNetwork) return false;
    const inNamespace =
      namespaceSelector === undefined
        ? pod.metadata.namespace === own
        : picks(namespaceSelector, labelsOf(this.#namespace(pod)));
    return inNamespace && (podSelector === undefined || picks(podSelector, pod.metadata.labels));
  }

  #firstAction(policies: readonly AdminPolicy[], direction: 'ingress' | 'egress', subject: Pod, peer: Pod, at: Target) {
    for (const policy of policies) {
      if (!this.#isAdminPeer(policy.spec.subject, subject)) continue;
      for (const { action, from, to, ports } of policy.spec[direction]) {
        if (!(from ?? to ?? []).some((each) => this.#isAdminPeer(each, peer))) continue;
        const isPortMatch = (ports ?? []).some((each) => {
          if ('portNumber' in each) return each.portNumber.protocol === at.protocol && each.portNumber.port === at.port;
          if ('namedPort' in each) return portsNamed(each.namedPort, at.protocol, at.to).includes(at.port);
          const { protocol, start, end } = each.portRange;
          return protocol === at.protocol && start <= at.port && at.port <= end;
        });
        if (ports === undefined || isPortMatch) return action;
      }
    }
    return undefined;
  }

  #isAdminPeer(peer: AdminPeer, pod: Pod): boolean {
    if (pod.spec.hostNetwork) return false;
    const labels = labelsOf(this.#namespace(pod));
    if ('namespaces' in peer) return picks(peer.namespaces, labels);
    return picks(peer.pods.namespaceSelector, labels) && picks(peer.pods.podSelector, pod.metadata.labels);
  }

  #namespace(pod: Pod): Namespace {
    return this.cluster.namespaces.find(({ metadata }) => metadata.name === pod.metadata.namespace) as Namespace;
  }
}

interface Target {
  readonly to: Pod;
  readonly protocol: string;
  readonly port: number;
}

function typesOf({ spec }: NetworkPolicy): readonly string[] {
  if (spec.policyTypes !== undefined) return spec.policyTypes;
  return (spec.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress'];
}

function isPort({ protocol = 'TCP', port, endPort }: PolicyPort, at: Target): boolean {
  if (protocol !== at.protocol) return false;
  if (port === undefined) return true;
  if (typeof port === 'string') return portsNamed(port, protocol, at.to).includes(at.port);
  return port <= at.port && at.port <= (endPort ?? port);
}

function portsNamed(name: string, protocol: string, pod: Pod): number[] {
  const ports = pod.spec.containers.flatMap((container) => container.ports);
  return ports
    .filter((port) => port.name === name && (port.protocol ?? 'TCP') === protocol)
    .map(({ containerPort }) => containerPort);
}

function labelsOf({ metadata }: Namespace): Record<string, string> {
  return { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
}

function picks({ matchLabels = {}, matchExpressions = [] }: LabelSelector, labels: Readonly<Record<string, string>>) {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const isOne = value !== undefined && values.includes(value);
      return operator === 'In' ? isOne : !isOne;
    })
  );
}
