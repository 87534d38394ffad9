import type { Flags } from './flags';
import type { ControlPlaneSettings } from './options';
import type { Places } from './places';
import { tlsFlags } from './tls';

/**
 * kube-controller-manager, on the loopback address.
 *
 * @see CIS Kubernetes Benchmark 1.3
 */
export function controllerManagerFlags(settings: ControlPlaneSettings, { pki, kubeconfigs }: Places): Flags {
  return {
    kubeconfig: kubeconfigs.controllerManager,
    'authentication-kubeconfig': kubeconfigs.controllerManager,
    'authorization-kubeconfig': kubeconfigs.controllerManager,
    'bind-address': '127.0.0.1',
    ...tlsFlags(settings),
    // Each loop acts under its own service account, with what that one needs.
    'use-service-account-credentials': true,
    'service-account-private-key-file': pki.serviceAccountKey,
    'root-ca-file': pki.clusterAuthority,
    'client-ca-file': pki.clusterAuthority,
    'requestheader-client-ca-file': pki.frontProxyAuthority,
    'cluster-name': settings.name,
    'cluster-cidr': settings.podCidr,
    'service-cluster-ip-range': settings.serviceCidr,
    'allocate-node-cidrs': true,
    // Kubelets' certificates are signed for 30 days and renewed by themselves, where the default is a year.
    'cluster-signing-cert-file': pki.clusterAuthority,
    'cluster-signing-key-file': pki.clusterAuthorityKey,
    'cluster-signing-duration': '720h',
    // Pods that have ended keep their names, and their place in etcd.
    'terminated-pod-gc-threshold': 1000,
    'leader-elect': true,
    profiling: false,
  };
}
