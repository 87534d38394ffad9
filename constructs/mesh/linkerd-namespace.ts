import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';

/** Has Linkerd's proxy injected into the pods of a namespace, and lets nothing in that no policy authorizes. */
export const linkerdAnnotations = {
  'linkerd.io/inject': 'enabled',
  'config.linkerd.io/default-inbound-policy': 'deny',
} as const;

/** In a namespace: the proxies of its pods reach the control plane, which gives them identities and policies. */
export function linkerdNamespace(scope: Construct, namespace: string): void {
  new ApiObject(scope, 'ControlPlane', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'allow-mesh', namespace },
    spec: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [controlPlane('destination', [8086, 8090]), controlPlane('identity', [8080])],
    },
  });
}

/** @see https://linkerd.io/2/reference/architecture/ and the control plane's own services, which name these ports. */
function controlPlane(component: string, ports: readonly number[]) {
  return {
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'linkerd' } },
        podSelector: { matchLabels: { 'linkerd.io/control-plane-component': component } },
      },
    ],
    ports: ports.map((port) => ({ port, protocol: 'TCP' })),
  };
}
