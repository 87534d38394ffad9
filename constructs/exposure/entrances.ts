/** Pods through which traffic enters the cluster: they may connect to what is exposed. */
export interface ProxyPods {
  /** Namespace that they run in. */
  readonly namespace: string;
  /** Labels that select them and no others. */
  readonly labels: { readonly [name: string]: string };
  /**
   * The service account that they run as, by which a mesh knows them: to be said where exposed workloads are in one.
   *
   * @default - not known
   */
  readonly serviceAccount?: string;
}

/** A Gateway that the platform's engineers keep, for everybody to attach to. */
export interface SharedGateway {
  /** Name of the Gateway. */
  readonly gateway: string;
  /** Namespace of the Gateway. */
  readonly namespace: string;
  /**
   * Name of its listener for HTTPS, which serves the platform's certificate: what `Tls.gateway()` means. Whoever brings a
   * certificate attaches a listener by a ListenerSet, which the Gateway must allow (`allowedListeners`), and which came with
   * Gateway API 1.5.
   *
   * @default 'https'
   */
  readonly httpsListener?: string;
  /**
   * Name of its listener for plain HTTP, where hosts under `Tls.gateway()` are redirected to HTTPS from.
   *
   * @default - none, or it redirects by itself
   */
  readonly httpListener?: string;
  /** The pods that serve it. */
  readonly proxy: ProxyPods;
}

/** A class of Gateways, of which each exposed host has one of its own: mostly a load balancer each. */
export interface OwnGateway {
  /** Name of the GatewayClass. */
  readonly gatewayClass: string;
  /** The pods that serve its Gateways. */
  readonly proxy: ProxyPods;
}

/** A cluster whose way in is the Gateway API, from version 1.1 on. */
export interface GatewayApi {
  readonly controller: 'gateway-api';
  /**
   * What stands behind it, where it can do what the Gateway API cannot say: Envoy Gateway, from version 1.8 on, can narrow a
   * route to source ranges, by a SecurityPolicy. It must know the clients' addresses, see `ClientTrafficPolicy`.
   *
   * @default - nothing is known of it, so source ranges are refused
   */
  readonly implementation?: 'envoy-gateway';
  /**
   * The entrance for the cluster's own networks.
   *
   * @default - none: nothing can be exposed there
   */
  readonly internal?: SharedGateway | OwnGateway;
  /**
   * The entrance for the internet.
   *
   * @default - none: nothing can be exposed there
   */
  readonly internet?: SharedGateway | OwnGateway;
}

/** A class of Ingresses that become load balancers of AWS. */
export interface LoadBalancerClass {
  /** Name of the IngressClass. */
  readonly ingressClass: string;
  /** Networks, in CIDR notation, of the subnets that its load balancers stand in: pods are reached from there. */
  readonly subnetCidrs: readonly [string, ...string[]];
}

/** A cluster whose way in is a load balancer of AWS for each exposed host. It ends TLS with a certificate of AWS (ACM). */
export interface AwsLoadBalancerController {
  /** Version 2.9 or newer, which sets headers. */
  readonly controller: 'aws-load-balancer-controller';
  /**
   * The entrance for the cluster's own networks.
   *
   * @default - none: nothing can be exposed there
   */
  readonly internal?: LoadBalancerClass;
  /**
   * The entrance for the internet.
   *
   * @default - none: nothing can be exposed there
   */
  readonly internet?: LoadBalancerClass;
}

/** A class of Ingresses that an ingress-nginx serves. */
export interface NginxClass {
  /** Name of the IngressClass. */
  readonly ingressClass: string;
  /** The pods of this controller. */
  readonly proxy: ProxyPods;
}

/**
 * A cluster whose way in is ingress-nginx. The project was retired in March 2026 and repairs nothing any more, so clusters
 * that still have it had better move to the Gateway API; it can set no header without snippets, which the catalogue refuses.
 *
 * @see https://kubernetes.io/blog/2025/11/11/ingress-nginx-retirement/
 */
export interface IngressNginx {
  readonly controller: 'ingress-nginx';
  /**
   * The entrance for the cluster's own networks.
   *
   * @default - none: nothing can be exposed there
   */
  readonly internal?: NginxClass;
  /**
   * The entrance for the internet.
   *
   * @default - none: nothing can be exposed there
   */
  readonly internet?: NginxClass;
}

/** How traffic from outside of the cluster's pods reaches them: one entrance for the cluster's own networks, one for the internet. */
export type IngressFacts = GatewayApi | AwsLoadBalancerController | IngressNginx;

/** Which of the two entrances is meant. */
export type Side = 'internal' | 'internet';
