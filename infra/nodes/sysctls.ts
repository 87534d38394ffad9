/**
 * Kernel parameters that every node gets, whichever operating system it runs, each with the reason.
 *
 * Left out on purpose: `net.ipv4.conf.*.rp_filter`, which the VPC CNI sets itself (loose mode, for pods on secondary
 * interfaces), and `user.max_user_namespaces`, since pods with `hostUsers: false` need user namespaces.
 * Source: CIS Bottlerocket Benchmark 1.0 and CIS Amazon Linux 2023 Benchmark 1.0, sections on network and kernel parameters.
 */
export const hardenedSysctls: readonly { readonly key: string; readonly value: string; readonly why: string }[] = [
  { key: 'kernel.dmesg_restrict', value: '1', why: 'the kernel log shows addresses that help an exploit' },
  { key: 'kernel.kptr_restrict', value: '2', why: 'hides kernel pointers from everybody, root included' },
  {
    key: 'kernel.unprivileged_bpf_disabled',
    value: '1',
    why: 'only privileged agents load eBPF; stays on until reboot',
  },
  { key: 'net.core.bpf_jit_harden', value: '2', why: 'blinds constants against JIT spraying' },
  { key: 'net.ipv4.conf.all.accept_redirects', value: '0', why: 'a neighbour must not change our routes' },
  { key: 'net.ipv4.conf.default.accept_redirects', value: '0', why: 'the same for interfaces that come later' },
  { key: 'net.ipv4.conf.all.secure_redirects', value: '0', why: 'not even from a listed gateway' },
  { key: 'net.ipv4.conf.default.secure_redirects', value: '0', why: 'the same for interfaces that come later' },
  {
    key: 'net.ipv4.conf.all.send_redirects',
    value: '0',
    why: 'a node forwards for its pods but is no router for others',
  },
  { key: 'net.ipv4.conf.default.send_redirects', value: '0', why: 'the same for interfaces that come later' },
  { key: 'net.ipv4.conf.all.accept_source_route', value: '0', why: 'the sender must not choose the path' },
  { key: 'net.ipv4.conf.default.accept_source_route', value: '0', why: 'the same for interfaces that come later' },
  { key: 'net.ipv4.conf.all.log_martians', value: '1', why: 'packets with impossible addresses are evidence' },
  { key: 'net.ipv4.conf.default.log_martians', value: '1', why: 'the same for interfaces that come later' },
  { key: 'net.ipv4.icmp_echo_ignore_broadcasts', value: '1', why: 'no part in amplification' },
  { key: 'net.ipv4.tcp_syncookies', value: '1', why: 'answers under a SYN flood' },
  { key: 'net.ipv6.conf.all.accept_redirects', value: '0', why: 'a neighbour must not change our routes' },
  { key: 'net.ipv6.conf.default.accept_redirects', value: '0', why: 'the same for interfaces that come later' },
];
