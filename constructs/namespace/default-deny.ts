import { Namespaces, NetworkPolicy, NetworkPolicyPort, NetworkPolicyTrafficDefault, Pods } from 'cdk8s-plus-28';
import { Construct } from 'constructs';

/** Properties of {@link DefaultDeny}. */
export interface DefaultDenyProps {
  /** Name of the namespace whose pods are isolated. */
  readonly namespace: string;
  /**
   * Whether the pods may ask the cluster's DNS (port 53, UDP and TCP, of the `k8s-app: kube-dns` pods in `kube-system`).
   * Names are resolved outside of the cluster too, so a namespace that runs nothing does better without.
   *
   * @default true
   */
  readonly dns?: boolean;
}

/**
 * No traffic in or out of any pod of a namespace, but for DNS. Every connection that is wanted is then a policy of its own.
 *
 * A node-local DNS cache listens on the host and not in a pod: where one is used, it needs an egress rule to its address.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/#default-deny-all-ingress-and-all-egress-traffic
 */
export class DefaultDeny extends Construct {
  constructor(scope: Construct, id: string, props: DefaultDenyProps) {
    super(scope, id);
    const everyPod = Pods.all(this, 'Pods');
    new NetworkPolicy(this, 'Deny', {
      metadata: { name: 'default-deny', namespace: props.namespace },
      selector: everyPod,
      ingress: { default: NetworkPolicyTrafficDefault.DENY },
      egress: { default: NetworkPolicyTrafficDefault.DENY },
    });
    if (props.dns ?? true) {
      const dnsServers = Pods.select(this, 'DnsServers', {
        labels: { 'k8s-app': 'kube-dns' },
        namespaces: Namespaces.select(this, 'KubeSystem', { names: ['kube-system'] }),
      });
      new NetworkPolicy(this, 'Dns', {
        metadata: { name: 'allow-dns', namespace: props.namespace },
        selector: everyPod,
        egress: { rules: [{ peer: dnsServers, ports: [NetworkPolicyPort.udp(53), NetworkPolicyPort.tcp(53)] }] },
      });
    }
  }
}
