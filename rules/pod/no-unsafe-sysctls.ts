import { hardenedPod } from '../hardened';
import { defineRule } from '../rule';

const pod = (...names: string[]) =>
  hardenedPod({ securityContext: { sysctls: names.map((name) => ({ name, value: '1' })) } });

export const noUnsafeSysctls = defineRule({
  id: 'no-unsafe-sysctls',
  severity: 'high',
  title: 'Set only sysctls that are safe for the node',
  rationale:
    'Most kernel settings are not apart for each pod, or not limited by the pod’s memory: a pod that sets them can starve or destabilise the node and the pods beside it.',
  remediation:
    'Set only the namespaced sysctls that Pod Security lists as safe, such as `net.ipv4.ip_unprivileged_port_start`; have all others set on the node pool.',
  references: [
    { standard: 'pod-security', level: 'baseline', control: 'Sysctls' },
    { standard: 'nsa-cisa', control: 'Pod security enforcement' },
    { standard: 'mitre-attack', control: 'T1499' },
  ],
  on: 'pod',
  forEach: {
    as: 'sysctl',
    in: 'variables.podSpec.?securityContext.?sysctls.orValue([])',
    label: 'sysctl.name',
  },
  cel: `sysctl.name in ${JSON.stringify([
    'kernel.shm_rmid_forced',
    'net.ipv4.ip_local_port_range',
    'net.ipv4.ip_local_reserved_ports',
    'net.ipv4.ip_unprivileged_port_start',
    'net.ipv4.ping_group_range',
    'net.ipv4.tcp_fin_timeout',
    'net.ipv4.tcp_keepalive_intvl',
    'net.ipv4.tcp_keepalive_probes',
    'net.ipv4.tcp_keepalive_time',
    'net.ipv4.tcp_notsent_lowat',
    'net.ipv4.tcp_rmem',
    'net.ipv4.tcp_slow_start_after_idle',
    'net.ipv4.tcp_syncookies',
    'net.ipv4.tcp_wmem',
  ])}`,
  message: 'the pod sets sysctls that are not safe: {label}',
  samples: {
    good: [
      { name: 'sets none', given: hardenedPod() },
      { name: 'sets a safe one', given: pod('net.ipv4.ip_unprivileged_port_start') },
    ],
    bad: [
      {
        name: 'sets one of message queues',
        given: pod('kernel.msgmax'),
        message: 'the pod sets sysctls that are not safe: kernel.msgmax',
      },
      {
        name: 'sets an unsafe one after a safe one',
        given: pod('net.ipv4.tcp_syncookies', 'net.core.somaxconn'),
        message: 'the pod sets sysctls that are not safe: net.core.somaxconn',
      },
      {
        name: 'sets two',
        given: pod('net.ipv4.ip_forward', 'kernel.sem'),
        message: 'the pod sets sysctls that are not safe: net.ipv4.ip_forward, kernel.sem',
      },
    ],
  },
});
