import type { IAuthorizationPolicy } from '@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy';
import type { IPeerAuthentication } from '@kubernetes-models/istio/security.istio.io/v1/PeerAuthentication';
import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';

const apiVersion = 'security.istio.io/v1';

/** Puts the pods of a namespace into Istio's ambient mode. */
export const ambientLabels = { 'istio.io/dataplane-mode': 'ambient' } as const;

/** In a namespace: no connection without mutual TLS, and none but those that a policy lets in. */
export function istioNamespace(scope: Construct, namespace: string): void {
  new ApiObject(scope, 'PeerAuthentication', {
    apiVersion,
    kind: 'PeerAuthentication',
    metadata: { name: 'default', namespace },
    spec: { mtls: { mode: 'STRICT' } } satisfies IPeerAuthentication['spec'],
  });
  new ApiObject(scope, 'AllowNothing', {
    apiVersion,
    kind: 'AuthorizationPolicy',
    metadata: { name: 'allow-nothing', namespace },
    spec: {} satisfies IAuthorizationPolicy['spec'],
  });
  // The kubelet's probes reach pods of the ambient mode from these addresses, which no other host can have.
  new ApiObject(scope, 'Probes', {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'allow-mesh', namespace },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [{ from: probeAddresses.map((cidr) => ({ ipBlock: { cidr } })) }],
    },
  });
}

/** @see https://istio.io/latest/docs/ambient/usage/networkpolicy/#ambient-health-probes-and-kubernetes-networkpolicy */
const probeAddresses = ['169.254.7.127/32', 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128'];
