import { type ClusterNode, type ClusterSettings, controlPlaneNodes } from '../cluster';
import { etcdFlags } from '../etcd';
import { nodePlaces, urlHost } from '../places';
import { onNode, type RenderedFile } from './file';

const unit = 'palisade-etcd-backup';
/** Where backups lie on each machine of the control plane. */
export const backupFolder = `/var/lib/${unit}`;
/** The newest backup; older ones have numbers behind. */
export const newestBackup = `${backupFolder}/etcd.cms`;
/** The certificate that backups are encrypted for; its key is nowhere in the cluster. */
export const backupCertificate = '/etc/kubernetes/palisade/backup.crt';

const snapshot = `${backupFolder}/snapshot.db`;
/** Encrypted, and still without its name: what broke off never passes for a backup. */
const unfinished = `${backupFolder}/unfinished.cms`;

/** Commands that make one backup, each as its words: the snapshot is verified, encrypted for another's key, and removed. */
export function backupCommands({ address }: ClusterNode): readonly (readonly string[])[] {
  const { pki, ports } = nodePlaces(address);
  return [
    [
      ...['etcdctl', `--endpoints=https://${urlHost(address)}:${ports.etcd}`, `--cacert=${pki.etcdAuthority}`],
      ...[`--cert=${pki.etcdServer}`, `--key=${pki.etcdServerKey}`, 'snapshot', 'save', snapshot],
    ],
    ['etcdutl', 'snapshot', 'status', snapshot],
    [
      ...['openssl', 'cms', '-encrypt', '-binary', '-stream', '-aes-256-gcm', '-outform', 'DER'],
      ...['-recip', backupCertificate, '-keyopt', 'ecdh_kdf_md:sha256', '-in', snapshot, '-out', unfinished],
    ],
    ['rm', snapshot],
    ['mv', '--backup=numbered', '--no-target-directory', unfinished, newestBackup],
  ];
}

/**
 * Commands that make etcd's data anew from a backup, on each machine of the control plane, where etcd and the API server are
 * stopped and no data is. Revisions go on far above those of the backup, so that no client takes an old one for new.
 *
 * @param encrypted the backup
 * @param key the key that it was encrypted for; a changed backup is refused
 */
export function restoreCommands(
  cluster: ClusterSettings,
  node: ClusterNode,
  { encrypted, key }: { readonly encrypted: string; readonly key: string },
): readonly (readonly string[])[] {
  const places = nodePlaces(node.address);
  const flags = etcdFlags(node.name, controlPlaneNodes(cluster), places);
  const members = flags['initial-cluster'];
  return [
    [
      ...['openssl', 'cms', '-decrypt', '-binary', '-inform', 'DER', '-inkey', key],
      ...['-recip', backupCertificate, '-in', encrypted, '-out', snapshot],
    ],
    [
      ...['etcdutl', 'snapshot', 'restore', snapshot, `--data-dir=${places.etcdData}`, `--name=${node.name}`],
      `--initial-cluster=${Array.isArray(members) ? members.join(',') : members}`,
      `--initial-advertise-peer-urls=${flags['initial-advertise-peer-urls']}`,
      ...['--bump-revision=1000000000', '--mark-compacted'],
    ],
    ['rm', snapshot],
  ];
}

/** Programs by their whole paths, as systemd wants them. */
const programs: Readonly<Record<string, string>> = {
  etcdctl: '/usr/local/bin/etcdctl',
  etcdutl: '/usr/local/bin/etcdutl',
  openssl: '/usr/bin/openssl',
  rm: '/usr/bin/rm',
  mv: '/usr/bin/mv',
  find: '/usr/bin/find',
};

/** Units that back etcd up four times a day, without a shell, and keep a fortnight. */
export function backupFiles(node: ClusterNode): readonly RenderedFile[] {
  const commands = [
    ...backupCommands(node),
    ['find', backupFolder, '-name', 'etcd.cms.~*~', '-mtime', '+14', '-delete'],
  ].map(([program = '', ...words]) => `ExecStart=${[programs[program] ?? program, ...words].join(' ')}`);
  const folder = onNode(node.name, '/etc/systemd/system');
  return [
    {
      path: `${folder}/${unit}.service`,
      mode: 0o644,
      content: `[Unit]
Description=Encrypted backup of etcd
# Without somebody to encrypt it for, there is no backup.
ConditionPathExists=${backupCertificate}

[Service]
Type=oneshot
UMask=0077
StateDirectory=${unit}
StateDirectoryMode=0700
${commands.join('\n')}
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
RestrictNamespaces=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
`,
    },
    {
      path: `${folder}/${unit}.timer`,
      mode: 0o644,
      content: `[Unit]
Description=Encrypted backups of etcd, four times a day

[Timer]
OnCalendar=*-*-* 00/6:00:00
RandomizedDelaySec=15min
Persistent=true

[Install]
WantedBy=timers.target
`,
    },
  ];
}
