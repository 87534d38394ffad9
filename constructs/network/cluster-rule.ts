import { type CidrPeer, metadataServices, Peer, type PeerPort, type PodsPeer } from './peer';

/** Namespaces, by what they are called or whose they are. The owner is who a TeamNamespace says answers for it. */
export type Namespaces =
  | 'all'
  | {
      /** Their names. */
      readonly names: readonly [string, ...string[]];
    }
  | {
      /** Who answers for them. */
      readonly owner: string;
    }
  | {
      /** Every namespace that somebody else answers for. Those without an owner, such as `kube-system`, are not among them. */
      readonly ownersOtherThan: string;
    };

/** Addresses by CIDR notation, of any width: what denies may name everything. */
export interface Networks {
  /** At most 25. */
  readonly networks: readonly [string, ...string[]];
}

/** What every rule of a {@link ClusterNetworkPolicy} has. */
export interface ClusterRuleProps {
  /** What it is for, as those who enforce it show it: at most 100 characters. */
  readonly name: string;
  /**
   * Ports of the one that is connected to; a number is one of TCP. At most 25.
   *
   * @default - all of them, of all protocols
   */
  readonly ports?: readonly [PeerPort, ...PeerPort[]];
}

/** What happens to the connections that a rule matches, as long as no rule before it does. */
export interface Refusal extends ClusterRuleProps {
  /** `Deny` refuses them whatever a namespace says; `Pass` leaves them to the policies of namespaces. */
  readonly action: 'Deny' | 'Pass';
}

/** As {@link Refusal}, but letting through, which no namespace can then refuse: so it names whom. */
export interface Acceptance extends ClusterRuleProps {
  readonly action: 'Accept';
}

/** Pods of namespaces. */
export interface PodsOf<Some extends Namespaces> {
  /** Whose pods are meant. */
  readonly namespaces: Some;
}

/** Namespaces that are told apart from all others. */
export type NamedNamespaces = Exclude<Namespaces, 'all' | { readonly ownersOtherThan: string }>;

/**
 * A rule about connections that pods take: from whom, at most 25. Pods are named by their namespaces, or by labels too with
 * {@link Peer.pods}, whose own ports are not looked at.
 */
export type ClusterIngressRule =
  | (Refusal & {
      /** Who is refused. */
      readonly from: readonly [PodsOf<Namespaces> | PodsPeer, ...(PodsOf<Namespaces> | PodsPeer)[]];
    })
  | (Acceptance & {
      /** Who is let in: told apart from all others. */
      readonly from: readonly [PodsOf<NamedNamespaces> | PodsPeer, ...(PodsOf<NamedNamespaces> | PodsPeer)[]];
    });

/** Where pods may be refused to connect to. */
export type RefusedDestination = PodsOf<Namespaces> | PodsPeer | CidrPeer | Networks;

/** Where pods may be let out to, whatever their namespaces say: so addresses are narrow, and not the metadata service. */
export type AcceptedDestination = PodsOf<NamedNamespaces> | PodsPeer | CidrPeer;

/** A rule about connections that pods open: to whom, at most 25. Of {@link Peer.cidr}, `ports` and `except` are not taken. */
export type ClusterEgressRule =
  | (Refusal & {
      /** Where they may not connect to. */
      readonly to: readonly [RefusedDestination, ...RefusedDestination[]];
    })
  | (Acceptance & {
      /** Where they may connect to. */
      readonly to: readonly [AcceptedDestination, ...AcceptedDestination[]];
    });

/** Rules that most clusters want. */
export const ClusterRule = {
  /** Nobody reaches the cloud's metadata service, which hands out the credentials of the node. */
  denyMetadataService(): ClusterEgressRule {
    return {
      name: 'no metadata service',
      action: 'Deny',
      to: [{ networks: metadataServices }],
    };
  },
  /** Everybody may ask the cluster's DNS. */
  allowDns(): ClusterEgressRule {
    return {
      name: 'DNS',
      action: 'Accept',
      to: [Peer.pods({ namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } })],
      ports: [
        { number: 53, protocol: 'UDP' },
        { number: 53, protocol: 'TCP' },
      ],
    };
  },
  /** The platform's monitoring may read metrics from every pod, on these ports. */
  allowMonitoring(monitoring: PodsPeer, ports: readonly [PeerPort, ...PeerPort[]]): ClusterIngressRule {
    return { name: 'monitoring', action: 'Accept', from: [monitoring], ports };
  },
  /** No namespace of another owner may connect. For a policy whose subject is `{ owner }`. */
  denyOtherOwners(owner: string): ClusterIngressRule {
    return { name: 'no other owners', action: 'Deny', from: [{ namespaces: { ownersOtherThan: owner } }] };
  },
} as const;
