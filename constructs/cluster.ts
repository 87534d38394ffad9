import type { IConstruct } from 'constructs';
import type { IngressFacts } from './exposure/entrances';
import { defaultKubernetesVersion } from './namespace/pod-security';

/** What enforces network policies in a cluster, which decides how traffic to a domain's name can be let out. */
export type Cni = 'kubernetes' | 'calico' | 'cilium';

/** What gives workloads an identity of their own on the wire. */
export type Mesh = 'istio' | 'linkerd' | 'cilium';

/**
 * What an app must know of the cluster that it is written for. Nothing here makes the cluster so: the platform's engineers
 * say what it is.
 */
export interface ClusterFacts {
  /**
   * Minor version of the API server, such as `1.36`: what older ones do not have is left out.
   *
   * @default '1.37'
   */
  readonly kubernetesVersion: string;
  /**
   * Where images may come from: hosts, with a path where only a part is meant, such as `registry.example.com/platform`.
   *
   * @default [] - any registry, as long as the image is named by its digest
   */
  readonly allowedRegistries: readonly string[];
  /**
   * What enforces network policies.
   *
   * @default 'kubernetes' - something that knows plain NetworkPolicies and nothing more, so no domains
   */
  readonly cni: Cni;
  /**
   * The mesh that namespaces are in unless they say otherwise.
   *
   * @default - none
   */
  readonly mesh?: Mesh;
  /**
   * Addresses of the API server as pods reach it, in CIDR notation: workloads with permissions may connect to it there, on
   * ports 443 and 6443. With Cilium it is known by its identity, and no address is needed.
   *
   * @default []
   */
  readonly apiServerCidrs: readonly string[];
  /**
   * How traffic from outside of the cluster's pods reaches them.
   *
   * @default - not known, so nothing can be exposed
   */
  readonly ingress?: IngressFacts;
}

const defaults: ClusterFacts = {
  kubernetesVersion: defaultKubernetesVersion,
  allowedRegistries: [],
  cni: 'kubernetes',
  apiServerCidrs: [],
};

const key = Symbol.for('palisade.cluster');

/** Remembers the facts at the root of a tree. Once a tree. */
export function setCluster(root: IConstruct, facts: Partial<ClusterFacts> = {}): void {
  Object.defineProperty(root, key, { value: { ...defaults, ...facts } });
}

/** The facts of the cluster that a construct is written for: those of its app, or the defaults of {@link ClusterFacts}. */
export function clusterOf(construct: IConstruct): ClusterFacts {
  return (construct.node.root as { [key]?: ClusterFacts })[key] ?? defaults;
}
