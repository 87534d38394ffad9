import type { ClusterNetworkPolicyProps } from './cluster-network-policy';
import { destinationOf, type Pods, podsOf, portsOf } from './cluster-network-policy-spec';
import type { ClusterEgressRule, ClusterIngressRule } from './cluster-rule';
import { type LabelSelector, namespaceSelector } from './namespace-selector';

/**
 * `policy.networking.k8s.io/v1alpha1` as far as it is written here, from its makers' definition: there is no typed package.
 *
 * @see https://network-policy-api.sigs.k8s.io/api-overview/
 */
interface AdminNetworkPolicySpec {
  /** A BaselineAdminNetworkPolicy, of which there is one, has none. */
  readonly priority?: number;
  readonly subject: { readonly namespaces: LabelSelector };
  readonly ingress?: readonly (Rule & { readonly from: readonly Pods[] })[];
  readonly egress?: readonly (Rule & { readonly to: readonly (Pods | { readonly networks: readonly string[] })[] })[];
}

interface Rule {
  readonly name: string;
  readonly action: 'Allow' | 'Deny' | 'Pass';
  readonly ports?: readonly { readonly portNumber: { readonly protocol: string; readonly port: number } }[];
}

/** The spec in the older form. */
export function adminNetworkPolicySpec(props: ClusterNetworkPolicyProps): AdminNetworkPolicySpec {
  const { tier, priority, subject, ingress = [], egress = [] } = props;
  return {
    ...(tier === 'Admin' && { priority }),
    subject: { namespaces: namespaceSelector(subject) },
    ...(ingress.length > 0 && { ingress: ingress.map((rule) => ({ ...ruleOf(rule), from: rule.from.map(podsOf) })) }),
    ...(egress.length > 0 && { egress: egress.map((rule) => ({ ...ruleOf(rule), to: rule.to.map(destinationOf) })) }),
  };
}

function ruleOf({ name, action, ports }: ClusterIngressRule | ClusterEgressRule): Rule {
  return {
    name,
    action: action === 'Accept' ? 'Allow' : action,
    ...(ports !== undefined && {
      ports: portsOf(ports).map(({ number, protocol }) => ({ portNumber: { protocol, port: number } })),
    }),
  };
}
