import type { ClusterNode, ClusterSettings } from '../cluster';
import { kubeletConfiguration } from '../kubelet';
import { dnsServiceAddress, nodePlaces } from '../places';
import { sysctlsOf } from './kernel';
import { toToml } from './toml';

/**
 * Settings of a Bottlerocket worker, on bare metal or VMware. The cluster's certificate authority and the token it joins by are
 * not among them: a command adds both, where the machine is set up.
 *
 * Fixed in Bottlerocket itself: no shell and no SSH server, a read-only root checked by dm-verity, SELinux enforcing, and a
 * kubelet without anonymous access. It has no setting for a firewall: who reaches its kubelet and ports of Services is for the
 * network that it stands in.
 *
 * @see https://bottlerocket.dev/en/os/latest/#/api/settings/
 */
export function bottlerocketSettings(cluster: ClusterSettings, { name }: Pick<ClusterNode, 'name'>): string {
  const kubelet = kubeletConfiguration(cluster, nodePlaces('127.0.0.1'));
  const [host = '', port = '6443'] = cluster.endpoint.split(':');
  return toToml({
    settings: {
      'host-containers': {
        // A root shell on the host, and the agent that opens one: a broken machine is replaced, not repaired by hand.
        admin: { enabled: false },
        control: { enabled: false },
      },
      kernel: {
        lockdown: 'integrity',
        sysctl: Object.fromEntries(sysctlsOf(cluster).map(({ key, value }) => [key, value])),
      },
      kubernetes: {
        'api-server': `https://${host}:${port}`,
        'authentication-mode': 'tls',
        'cluster-dns-ip': dnsServiceAddress(cluster),
        'cluster-domain': 'cluster.local',
        'cluster-name': cluster.name,
        'container-log-max-files': kubelet.containerLogMaxFiles,
        'container-log-max-size': kubelet.containerLogMaxSize,
        'event-burst': kubelet.eventBurst,
        'event-qps': kubelet.eventRecordQPS,
        'pod-pids-limit': kubelet.podPidsLimit,
        'seccomp-default': kubelet.seccompDefault,
        'server-tls-bootstrap': kubelet.serverTLSBootstrap,
        'standalone-mode': false,
      },
      // By default, whatever DNS says of its address.
      network: { hostname: name },
      // Metrics would go to an address outside.
      metrics: { 'send-metrics': false },
    },
  });
}
