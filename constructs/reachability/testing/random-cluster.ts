/** Clusters by chance, small and with few labels, so that selectors meet. The types say all that is ever generated. */
export interface LabelSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
    readonly values?: readonly string[];
  }[];
}

export interface Namespace {
  readonly apiVersion: 'v1';
  readonly kind: 'Namespace';
  readonly metadata: { readonly name: string; readonly labels: Readonly<Record<string, string>> };
}

export interface Pod {
  readonly apiVersion: 'v1';
  readonly kind: 'Pod';
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels: Readonly<Record<string, string>>;
  };
  readonly spec: {
    readonly hostNetwork?: true;
    readonly serviceAccountName?: string;
    readonly containers: readonly {
      readonly name: string;
      readonly ports: readonly { readonly name: string; readonly containerPort: number; readonly protocol?: string }[];
    }[];
  };
}

export interface PolicyPort {
  readonly protocol?: string;
  readonly port?: number | string;
  readonly endPort?: number;
}

export interface PolicyPeer {
  readonly podSelector?: LabelSelector;
  readonly namespaceSelector?: LabelSelector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}

export interface PolicyRule {
  readonly from?: readonly PolicyPeer[];
  readonly to?: readonly PolicyPeer[];
  readonly ports?: readonly PolicyPort[];
}

export interface NetworkPolicy {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'NetworkPolicy';
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: {
    readonly podSelector: LabelSelector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly PolicyRule[];
    readonly egress?: readonly PolicyRule[];
  };
}

export type AdminPeer =
  | { readonly namespaces: LabelSelector }
  | { readonly pods: { readonly namespaceSelector: LabelSelector; readonly podSelector: LabelSelector } };

export interface AdminRule {
  readonly action: 'Allow' | 'Deny' | 'Pass';
  readonly from?: readonly AdminPeer[];
  readonly to?: readonly AdminPeer[];
  readonly ports?: readonly (
    | { readonly portNumber: { readonly protocol: string; readonly port: number } }
    | { readonly portRange: { readonly protocol: string; readonly start: number; readonly end: number } }
    | { readonly namedPort: string }
  )[];
}

export interface AdminPolicy {
  readonly apiVersion: 'policy.networking.k8s.io/v1alpha1';
  readonly kind: 'AdminNetworkPolicy' | 'BaselineAdminNetworkPolicy';
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly priority?: number;
    readonly subject: AdminPeer;
    readonly ingress: readonly AdminRule[];
    readonly egress: readonly AdminRule[];
  };
}

export interface Cluster {
  readonly namespaces: readonly Namespace[];
  readonly pods: readonly Pod[];
  readonly policies: readonly NetworkPolicy[];
  readonly admin: readonly AdminPolicy[];
}

/** Numbers below a bound, the same ones for the same seed. */
export function randomBy(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >> 8) % bound;
  };
}

/** What the ports of questions are taken from: each meets some policy or just misses it. */
export const askedPorts: readonly (readonly ['TCP' | 'UDP' | 'SCTP', number])[] = [
  ['TCP', 80],
  ['TCP', 81],
  ['TCP', 8080],
  ['UDP', 80],
  ['UDP', 53],
  ['SCTP', 9],
];

/** One cluster. Every object in it is one that an API server takes. */
export function randomCluster(random: (bound: number) => number): Cluster {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T;
  const some = <T>(most: number, make: (index: number) => T): T[] =>
    Array.from({ length: random(most + 1) }, (_, i) => make(i));
  const keys = ['app', 'tier'];
  const values = ['a', 'b', 'c'];
  const selector = (key: readonly string[] = keys): LabelSelector => {
    if (random(4) === 0) return {};
    const expressions = some(1, () => {
      const operator = pick(['In', 'NotIn', 'Exists', 'DoesNotExist'] as const);
      const isOfValues = operator === 'In' || operator === 'NotIn';
      return { key: pick(key), operator, ...(isOfValues ? { values: [pick(values), pick(values)] } : {}) };
    });
    return {
      ...(random(3) > 0 ? { matchLabels: { [pick(key)]: pick(values) } } : {}),
      ...(expressions.length > 0 ? { matchExpressions: expressions } : {}),
    };
  };
  const namespaceSelector = (): LabelSelector =>
    random(3) === 0
      ? { matchLabels: { 'kubernetes.io/metadata.name': pick(namespaces).metadata.name } }
      : selector(['team', 'tier']);
  const namespaces = Array.from({ length: 1 + random(3) }, (_, index): Namespace => {
    const name = `n${index}`;
    const labels = { team: pick(values), ...(random(2) ? { tier: pick(values) } : {}) };
    return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
  });
  const pods = Array.from({ length: 2 + random(6) }, (_, index): Pod => {
    const labels = { ...(random(5) ? { app: pick(values) } : {}), ...(random(2) ? { tier: pick(values) } : {}) };
    const web = { name: 'web', containerPort: pick([80, 81, 8080]) };
    const dns = { name: pick(['web', 'dns']), containerPort: pick([53, 80]), protocol: 'UDP' };
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: `p${index}`, namespace: pick(namespaces).metadata.name, labels },
      spec: { ...(random(12) ? {} : { hostNetwork: true }), containers: [{ name: 'c', ports: [web, dns] }] },
    };
  });
  const port = (): PolicyPort => {
    const protocol = random(3) ? { protocol: pick(['TCP', 'UDP', 'SCTP']) } : {};
    switch (random(4)) {
      case 0:
        return protocol;
      case 1:
        return { ...protocol, port: pick(['web', 'dns', 'none']) };
      case 2:
        return { ...protocol, port: pick([53, 80]), endPort: pick([80, 81, 9000]) };
      default:
        return { ...protocol, port: pick([53, 80, 81, 8080]) };
    }
  };
  const peer = (): PolicyPeer => {
    switch (random(5)) {
      case 0:
        return { ipBlock: { cidr: '198.51.100.0/24', except: ['198.51.100.8/32'] } };
      case 1:
        return { podSelector: selector() };
      case 2:
        return { namespaceSelector: namespaceSelector() };
      default:
        return { podSelector: selector(), namespaceSelector: namespaceSelector() };
    }
  };
  const rule = (direction: 'from' | 'to'): PolicyRule => ({
    ...(random(6) ? { [direction]: some(2, peer) } : {}),
    ...(random(3) ? { ports: some(2, port) } : {}),
  });
  const policies = some(5, (index): NetworkPolicy => {
    const types = pick([undefined, ['Ingress'], ['Egress'], ['Ingress', 'Egress']]);
    return {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `policy${index}`, namespace: pick(namespaces).metadata.name },
      spec: {
        podSelector: selector(),
        ...(types === undefined ? {} : { policyTypes: types }),
        ...(random(3) ? { ingress: some(2, () => rule('from')) } : {}),
        ...(random(3) ? { egress: some(2, () => rule('to')) } : {}),
      },
    };
  });
  const adminPeer = (): AdminPeer =>
    random(2)
      ? { namespaces: namespaceSelector() }
      : { pods: { namespaceSelector: namespaceSelector(), podSelector: selector() } };
  const adminRule = (direction: 'from' | 'to', isBaseline: boolean): AdminRule => ({
    action: pick(isBaseline ? (['Allow', 'Deny'] as const) : (['Allow', 'Deny', 'Pass'] as const)),
    [direction]: [adminPeer(), ...some(1, adminPeer)],
    ...(random(2)
      ? {
          ports: [
            pick([
              { portNumber: { protocol: pick(['TCP', 'UDP']), port: pick([53, 80]) } },
              { portRange: { protocol: 'TCP', start: 80, end: pick([80, 81, 9000]) } },
              { namedPort: pick(['web', 'dns']) },
            ]),
          ],
        }
      : {}),
  });
  const adminPolicy = (name: string, priority?: number): AdminPolicy => ({
    apiVersion: 'policy.networking.k8s.io/v1alpha1',
    kind: priority === undefined ? 'BaselineAdminNetworkPolicy' : 'AdminNetworkPolicy',
    metadata: { name },
    spec: {
      ...(priority === undefined ? {} : { priority }),
      subject: adminPeer(),
      ingress: some(2, () => adminRule('from', priority === undefined)),
      egress: some(2, () => adminRule('to', priority === undefined)),
    },
  });
  // Each of its own priority: of equal ones the API leaves the order open.
  const admin = [
    ...some(2, (index) => adminPolicy(`admin${index}`, random(100) * 3 + index)),
    ...(random(3) ? [] : [adminPolicy('default')]),
  ];
  return { namespaces, pods, policies, admin };
}
