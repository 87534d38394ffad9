import { stringify } from 'smol-toml';
import { eventsPerSecond, podPidsLimit } from './kubelet';
import { hardenedSysctls } from './sysctls';

/**
 * User data of a Bottlerocket node, as TOML.
 *
 * EKS merges it with the cluster's name, endpoint and certificate authority (a managed node group with an `amiType` and
 * no image of its own), so it holds none of them. That also keeps it known at preview, where the policy pack reads it.
 * Labels and taints come from the node group for the same reason.
 *
 * What is not here is fixed in Bottlerocket itself: no shell and no SSH server, a read-only root checked by dm-verity,
 * SELinux enforcing, and a kubelet without anonymous access, with webhook authorisation, certificate rotation,
 * `protectKernelDefaults` and no read-only port.
 *
 * Source: https://bottlerocket.dev/en/os/latest/#/api/settings/
 */
export function bottlerocketUserData(): string {
  return stringify({
    settings: {
      'host-containers': {
        // A root shell on the host, and the agent that opens one: a broken node is replaced, not repaired by hand.
        admin: { enabled: false },
        control: { enabled: false },
      },
      kernel: {
        // 'confidentiality' also stops eBPF from reading kernel memory, which GuardDuty's runtime agent needs.
        lockdown: 'integrity',
        sysctl: Object.fromEntries(hardenedSysctls.map(({ key, value }) => [key, value])),
      },
      kubernetes: {
        'authentication-mode': 'aws',
        'event-qps': eventsPerSecond,
        'pod-pids-limit': podPidsLimit,
        'seccomp-default': true,
        // The kubelet's serving certificate is signed by the cluster and rotated, so that nobody need trust a self-signed one.
        'server-tls-bootstrap': true,
      },
      // Metrics would go to an address outside the VPC.
      metrics: { 'send-metrics': false },
    },
  });
}
