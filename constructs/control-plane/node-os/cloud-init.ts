import type { ClusterNode } from '../cluster';
import { operator, privateFolders, type SystemFile, systemFiles } from './files';
import type { MachineSettings } from './firewall';

/** Security updates by themselves every day. What the cluster is made of waits: it is upgraded machine by machine. */
const automaticUpdates: readonly SystemFile[] = [
  {
    path: '/etc/apt/apt.conf.d/20auto-upgrades',
    mode: 0o644,
    text: 'APT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\nAPT::Periodic::AutocleanInterval "7";\n',
  },
  {
    path: '/etc/apt/apt.conf.d/52palisade',
    mode: 0o644,
    text: `Unattended-Upgrade::Automatic-Reboot "false";
Unattended-Upgrade::Package-Blacklist {
  "kubelet";
  "kubeadm";
  "kubectl";
  "containerd";
};
`,
  },
];

/**
 * Debian's own unit flushes every table as it stops, and the package's upgrades restart it: those of kube-proxy and of network
 * policies would be gone. Started again, it replaces our table in one step.
 */
const firewallStaysUp: SystemFile = {
  path: '/etc/systemd/system/nftables.service.d/10-palisade.conf',
  mode: 0o644,
  text: '[Service]\nExecStop=\n',
};

/**
 * User data of cloud-init for a Debian or Ubuntu machine. Debian 13 and older have no containerd 2, which Kubernetes 1.36 and
 * later want, and whose configuration an older one passes over: there it must come from elsewhere.
 *
 * @see https://cloudinit.readthedocs.io/en/latest/reference/modules.html
 */
export function cloudInit(cluster: MachineSettings, { name, role }: ClusterNode) {
  const { ssh } = cluster.access;
  const files = [...systemFiles(cluster, role), firewallStaysUp, ...automaticUpdates];
  return {
    hostname: name,
    ssh_pwauth: false,
    disable_root: true,
    // No user of the image's own either.
    users: ssh
      ? [
          {
            name: operator,
            lock_passwd: true,
            shell: '/bin/bash',
            sudo: 'ALL=(ALL) NOPASSWD:ALL',
            ssh_authorized_keys: [...ssh.keys],
          },
        ]
      : [],
    package_update: true,
    package_upgrade: true,
    packages: ['auditd', 'containerd', 'nftables', 'unattended-upgrades'],
    write_files: files.map(({ path, mode, text }) => ({
      path,
      owner: 'root:root',
      permissions: mode.toString(8).padStart(4, '0'),
      content: text,
    })),
    // Lists, so that no shell reads them.
    runcmd: [
      ...(ssh ? [] : [['systemctl', 'mask', '--now', 'ssh.service', 'ssh.socket', 'sshd.service']]),
      ['passwd', '--lock', 'root'],
      ['swapoff', '--all'],
      // Nor does it come back with the next boot: the kubelet does not start with it.
      ['systemctl', 'mask', 'swap.target'],
      ...privateFolders.map((folder) => ['install', '--directory', '--mode=0700', folder]),
      ['modprobe', '--all', 'overlay', 'br_netfilter'],
      ['sysctl', '--system'],
      ['augenrules', '--load'],
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'enable', '--now', 'nftables.service', 'auditd.service', 'unattended-upgrades.service'],
      ['systemctl', 'restart', 'nftables.service', 'containerd.service'],
      ...(ssh ? [['systemctl', 'reload-or-restart', 'ssh.service']] : []),
    ],
  };
}
