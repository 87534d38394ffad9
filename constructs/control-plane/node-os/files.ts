import type { ClusterNode } from '../cluster';
import { auditRules } from './audit';
import { containerdConfig } from './containerd';
import type { MachineSettings } from './firewall';
import { blacklistFile, modulesFile, sysctlFile } from './kernel';
import { nftables } from './nftables';

/** A file of the operating system's. */
export interface SystemFile {
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  readonly text: string;
}

/** The account that may log in where SSH is asked for. Debian has a group called `operator`, and Flatcar such a user. */
export const operator = 'cluster-operator';

/** SSH for {@link operator} alone, by key, and nothing but a session. */
const sshd = `PermitRootLogin no
AllowUsers ${operator}
AuthenticationMethods publickey
PubkeyAuthentication yes
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitEmptyPasswords no
HostbasedAuthentication no
PermitUserEnvironment no
AllowAgentForwarding no
AllowTcpForwarding no
AllowStreamLocalForwarding no
GatewayPorts no
PermitTunnel no
X11Forwarding no
MaxAuthTries 3
MaxSessions 2
LoginGraceTime 30
ClientAliveInterval 300
ClientAliveCountMax 2
LogLevel VERBOSE
`;

/** What every regular Linux machine of a role gets, whatever sets it up. */
export function systemFiles(cluster: MachineSettings, role: ClusterNode['role']): readonly SystemFile[] {
  return [
    { path: '/etc/nftables.conf', mode: 0o600, text: nftables(cluster, role) },
    { path: '/etc/sysctl.d/90-palisade.conf', mode: 0o644, text: sysctlFile(cluster) },
    { path: '/etc/modules-load.d/palisade.conf', mode: 0o644, text: modulesFile },
    { path: '/etc/modprobe.d/palisade.conf', mode: 0o644, text: blacklistFile },
    { path: '/etc/audit/rules.d/90-palisade.rules', mode: 0o600, text: auditRules },
    { path: '/etc/containerd/config.toml', mode: 0o600, text: containerdConfig },
    ...(cluster.access.ssh ? [{ path: '/etc/ssh/sshd_config.d/10-palisade.conf', mode: 0o600, text: sshd }] : []),
  ];
}

/** Folders of the cluster's, which are root's alone. */
export const privateFolders = [
  '/etc/kubernetes',
  '/etc/kubernetes/pki',
  '/etc/kubernetes/manifests',
  '/var/lib/kubelet',
  '/var/lib/etcd',
] as const;
