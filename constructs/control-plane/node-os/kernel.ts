import type { ClusterSettings } from '../cluster';

/** A parameter of the kernel, and why it has its value. */
export interface Sysctl {
  readonly key: string;
  readonly value: string;
  readonly why: string;
}

/**
 * Parameters of a machine's kernel: those that the kubelet wants as they are (`protectKernelDefaults`), and those that harden it.
 * Left out on purpose: `net.ipv4.conf.*.rp_filter`, which network plug-ins set for themselves, and `user.max_user_namespaces`,
 * since pods with `hostUsers: false` need user namespaces.
 *
 * @see CIS Debian Linux Benchmark, sections on network and kernel parameters
 */
export const sysctls: readonly Sysctl[] = [
  { key: 'vm.overcommit_memory', value: '1', why: 'the kubelet wants it' },
  { key: 'vm.panic_on_oom', value: '0', why: 'the kubelet wants it' },
  { key: 'kernel.panic', value: '10', why: 'the kubelet wants it' },
  { key: 'kernel.panic_on_oops', value: '1', why: 'the kubelet wants it' },
  { key: 'kernel.keys.root_maxkeys', value: '1000000', why: 'the kubelet wants it' },
  { key: 'kernel.keys.root_maxbytes', value: '25000000', why: 'the kubelet wants it' },
  { key: 'net.ipv4.ip_forward', value: '1', why: 'pods reach each other through their machines' },
  { key: 'kernel.dmesg_restrict', value: '1', why: 'the kernel log shows addresses that help an exploit' },
  { key: 'kernel.kptr_restrict', value: '2', why: 'hides kernel pointers from everybody' },
  { key: 'kernel.yama.ptrace_scope', value: '1', why: 'no process reads the memory of another but its child' },
  { key: 'kernel.randomize_va_space', value: '2', why: 'addresses differ from run to run' },
  {
    key: 'kernel.unprivileged_bpf_disabled',
    value: '1',
    why: 'only privileged agents load eBPF; holds until the next boot',
  },
  { key: 'kernel.kexec_load_disabled', value: '1', why: 'no other kernel is started past the verified one' },
  { key: 'kernel.sysrq', value: '0', why: 'a keyboard commands nothing' },
  { key: 'net.core.bpf_jit_harden', value: '2', why: 'blinds constants against JIT spraying' },
  { key: 'fs.protected_hardlinks', value: '1', why: 'no link to what one may not write' },
  { key: 'fs.protected_symlinks', value: '1', why: 'no links of others in shared folders are followed' },
  { key: 'fs.protected_fifos', value: '2', why: 'the same for pipes' },
  { key: 'fs.protected_regular', value: '2', why: 'the same for files' },
  { key: 'fs.suid_dumpable', value: '0', why: 'programs of raised rights leave no memory on disk' },
  { key: 'net.ipv4.conf.all.accept_redirects', value: '0', why: 'a neighbour does not change our routes' },
  { key: 'net.ipv4.conf.default.accept_redirects', value: '0', why: 'the same for interfaces that come later' },
  { key: 'net.ipv4.conf.all.secure_redirects', value: '0', why: 'not even a listed gateway' },
  { key: 'net.ipv4.conf.default.secure_redirects', value: '0', why: 'the same for interfaces that come later' },
  {
    key: 'net.ipv4.conf.all.send_redirects',
    value: '0',
    why: 'the machine forwards for its pods and is no router for others',
  },
  { key: 'net.ipv4.conf.default.send_redirects', value: '0', why: 'the same for interfaces that come later' },
  { key: 'net.ipv4.conf.all.accept_source_route', value: '0', why: 'the sender does not choose the path' },
  { key: 'net.ipv4.conf.default.accept_source_route', value: '0', why: 'the same for interfaces that come later' },
  { key: 'net.ipv4.conf.all.log_martians', value: '1', why: 'packets with impossible addresses are evidence' },
  { key: 'net.ipv4.icmp_echo_ignore_broadcasts', value: '1', why: 'no part in amplification' },
  { key: 'net.ipv4.tcp_syncookies', value: '1', why: 'answers under a SYN flood' },
  { key: 'net.ipv6.conf.all.accept_redirects', value: '0', why: 'a neighbour does not change our routes' },
  { key: 'net.ipv6.conf.default.accept_redirects', value: '0', why: 'the same for interfaces that come later' },
  { key: 'net.ipv6.conf.all.accept_source_route', value: '0', why: 'the sender does not choose the path' },
  { key: 'net.ipv6.conf.default.accept_source_route', value: '0', why: 'the same for interfaces that come later' },
];

/** Only where pods have such addresses: who forwards takes no route from a router any more. */
const ipv6Forwarding: readonly Sysctl[] = [
  { key: 'net.ipv6.conf.all.forwarding', value: '1', why: 'pods reach each other through their machines' },
  { key: 'net.ipv6.conf.default.forwarding', value: '1', why: 'the same for interfaces that come later' },
];

/** The parameters of a cluster's machines. */
export function sysctlsOf({ podCidr }: Pick<ClusterSettings, 'podCidr'>): readonly Sysctl[] {
  return podCidr.includes(':') ? [...sysctls, ...ipv6Forwarding] : sysctls;
}

/** `/etc/sysctl.d/90-palisade.conf` */
export function sysctlFile(cluster: Pick<ClusterSettings, 'podCidr'>): string {
  return `${sysctlsOf(cluster)
    .map(({ key, value, why }) => `# ${why}\n${key} = ${value}`)
    .join('\n')}\n`;
}

/** Modules that containers and their networks need: `/etc/modules-load.d/palisade.conf`. */
export const modulesFile = 'overlay\nbr_netfilter\n';

/** Modules for what no machine of a cluster has, each a way into the kernel: rare file systems and protocols, and plugs. */
const unneeded = [
  'cramfs',
  'freevxfs',
  'jffs2',
  'hfs',
  'hfsplus',
  'udf',
  'dccp',
  'sctp',
  'rds',
  'tipc',
  'ax25',
  'netrom',
  'rose',
  'can',
  'atm',
  'n-hdlc',
  'firewire-core',
  'thunderbolt',
  'usb-storage',
  'bluetooth',
  'vivid',
] as const;

/** `/etc/modprobe.d/palisade.conf`: neither by themselves nor by hand. */
export const blacklistFile = unneeded.map((name) => `blacklist ${name}\ninstall ${name} /bin/false\n`).join('');
