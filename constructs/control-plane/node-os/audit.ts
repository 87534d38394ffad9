/** Folders and programs whose change or use on a machine is evidence, by the key that a search finds it under. */
const watched: readonly (readonly [path: string, permissions: string, key: string])[] = [
  ['/etc/kubernetes', 'wa', 'kubernetes-configuration'],
  ['/etc/kubernetes/pki', 'rwa', 'kubernetes-keys'],
  ['/etc/kubernetes/manifests', 'wa', 'static-pods'],
  ['/var/lib/kubelet/config.yaml', 'wa', 'kubelet'],
  ['/var/lib/kubelet/pki', 'wa', 'kubelet'],
  ['/usr/bin/kubelet', 'wax', 'kubelet'],
  ['/var/lib/etcd', 'wa', 'etcd'],
  ['/etc/containerd', 'wa', 'container-runtime'],
  ['/usr/bin/containerd', 'wa', 'container-runtime'],
  ['/usr/bin/containerd-shim-runc-v2', 'wa', 'container-runtime'],
  ['/usr/bin/runc', 'wa', 'container-runtime'],
  ['/usr/bin/ctr', 'x', 'container-runtime-client'],
  ['/usr/bin/crictl', 'x', 'container-runtime-client'],
  ['/run/containerd/containerd.sock', 'wa', 'container-runtime-socket'],
  // K3s and RKE2 have theirs elsewhere.
  ['/etc/rancher', 'wa', 'kubernetes-configuration'],
  ['/var/lib/rancher/k3s/server/tls', 'rwa', 'kubernetes-keys'],
  ['/var/lib/rancher/rke2/server/tls', 'rwa', 'kubernetes-keys'],
  ['/var/lib/rancher/rke2/agent/pod-manifests', 'wa', 'static-pods'],
  ['/usr/local/bin/k3s', 'wax', 'kubelet'],
  ['/usr/local/bin/rke2', 'wax', 'kubelet'],
  ['/run/k3s/containerd/containerd.sock', 'wa', 'container-runtime-socket'],
  ['/etc/systemd/system', 'wa', 'services'],
  ['/etc/passwd', 'wa', 'identity'],
  ['/etc/shadow', 'wa', 'identity'],
  ['/etc/group', 'wa', 'identity'],
  ['/etc/sudoers', 'wa', 'identity'],
  ['/etc/sudoers.d', 'wa', 'identity'],
  ['/etc/ssh/sshd_config', 'wa', 'ssh'],
  ['/etc/ssh/sshd_config.d', 'wa', 'ssh'],
  ['/etc/nftables.conf', 'wa', 'firewall'],
  ['/etc/audit', 'wa', 'audit-configuration'],
];

/**
 * `/etc/audit/rules.d/90-palisade.rules`: rules for kubelet, container runtime and what guards the machine; unchangeable until
 * the next boot.
 *
 * @see CIS Docker and Kubernetes Benchmarks on auditing files of the runtime
 */
export const auditRules = `-D
-b 8192
--backlog_wait_time 60000
-f 1
# Paths that a machine lacks are passed over.
-i
${watched.map(([path, permissions, key]) => `-w ${path} -p ${permissions} -k ${key}`).join('\n')}
# Modules, mounts and namespaces that a person, not the runtime, makes.
-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k kernel-modules
-a always,exit -F arch=b64 -S mount,umount2 -F auid>=1000 -F auid!=unset -k mounts
-a always,exit -F arch=b64 -S setns,unshare -F auid>=1000 -F auid!=unset -k namespaces
-a always,exit -F arch=b64 -S adjtimex,settimeofday,clock_settime -k time
-e 2
`;
