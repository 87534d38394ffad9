import type { Flags } from './flags';
import type { ControlPlaneSettings } from './options';
import type { Places } from './places';
import { tlsFlags } from './tls';

/**
 * kube-scheduler, on the loopback address.
 *
 * @see CIS Kubernetes Benchmark 1.4
 */
export function schedulerFlags(settings: ControlPlaneSettings, { kubeconfigs }: Places): Flags {
  return {
    kubeconfig: kubeconfigs.scheduler,
    'authentication-kubeconfig': kubeconfigs.scheduler,
    'authorization-kubeconfig': kubeconfigs.scheduler,
    'bind-address': '127.0.0.1',
    ...tlsFlags(settings),
    'leader-elect': true,
    profiling: false,
  };
}
