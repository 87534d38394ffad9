import { toToml } from './toml';

/**
 * `/etc/containerd/config.toml`, for containerd 2: systemd's control groups as the kubelet has them, its socket for root only,
 * registries as folders say, and no address to fetch metrics from.
 *
 * @see https://github.com/containerd/containerd/blob/main/docs/cri/config.md
 */
export const containerdConfig = toToml({
  version: 3,
  grpc: { address: '/run/containerd/containerd.sock', uid: 0, gid: 0 },
  debug: { level: 'info' },
  metrics: { address: '' },
  plugins: {
    'io.containerd.cri.v1.images': {
      snapshotter: 'overlayfs',
      registry: { config_path: '/etc/containerd/certs.d' },
    },
    'io.containerd.cri.v1.runtime': {
      // A container binds low ports and sends pings only with the capability for it.
      enable_unprivileged_ports: false,
      enable_unprivileged_icmp: false,
      max_container_log_line_size: 16384,
      containerd: {
        default_runtime_name: 'runc',
        runtimes: {
          runc: {
            runtime_type: 'io.containerd.runc.v2',
            options: { SystemdCgroup: true },
          },
        },
      },
    },
  },
});
