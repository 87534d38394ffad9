import type { ClusterNode } from '../cluster';
import { operator, privateFolders, systemFiles } from './files';
import type { MachineSettings } from './firewall';

/** Loads the firewall before the network is up, and stops no table of others'. */
const firewallUnit = `[Unit]
Description=Firewall of the machine
DefaultDependencies=no
Before=network-pre.target
Wants=network-pre.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/nft -f /etc/nftables.conf

[Install]
WantedBy=sysinit.target
`;

/** Flatcar starts containerd with a configuration of its own; without a flag, it reads `/etc/containerd/config.toml`. */
const ownContainerdConfig = `[Service]
ExecStart=
ExecStart=/usr/bin/containerd
`;

/**
 * A Flatcar machine, for Butane, which makes Ignition's configuration of it. The system itself is read-only and updates itself;
 * a new version waits for whoever restarts machines one by one.
 *
 * @see https://coreos.github.io/butane/config-flatcar-v1_1/
 * @see https://flatcar.org/docs/latest/container-runtimes/customizing-docker on containerd
 */
export function flatcarConfig(cluster: MachineSettings, { name, role }: ClusterNode) {
  const { ssh } = cluster.access;
  const file = (path: string, mode: number, inline: string) => ({ path, mode, overwrite: true, contents: { inline } });
  return {
    variant: 'flatcar',
    version: '1.1.0',
    ...(ssh && {
      passwd: { users: [{ name: operator, groups: ['sudo'], ssh_authorized_keys: [...ssh.keys] }] },
    }),
    storage: {
      directories: privateFolders.map((path) => ({ path, mode: 0o700 })),
      files: [
        file('/etc/hostname', 0o644, `${name}\n`),
        file('/etc/flatcar/update.conf', 0o644, 'GROUP=stable\nREBOOT_STRATEGY=off\n'),
        ...systemFiles(cluster, role).map(({ path, mode, text }) => file(path, mode, text)),
      ],
    },
    systemd: {
      units: [
        { name: 'palisade-firewall.service', enabled: true, contents: firewallUnit },
        {
          name: 'containerd.service',
          enabled: true,
          dropins: [{ name: '10-palisade.conf', contents: ownContainerdConfig }],
        },
        { name: 'audit-rules.service', enabled: true },
        { name: 'update-engine.service', enabled: true },
        ...(ssh
          ? []
          : [
              { name: 'sshd.socket', mask: true },
              { name: 'sshd.service', mask: true },
            ]),
      ],
    },
  };
}
