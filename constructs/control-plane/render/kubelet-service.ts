import type { ClusterNode } from '../cluster';
import { onNode, type RenderedFile } from './file';

/**
 * The unit that runs a machine's kubelet, and starts it again however often it ends.
 *
 * @see https://github.com/kubernetes/release/blob/master/cmd/krel/templates/latest/kubelet/kubelet.service
 */
export function kubeletService({ name, address }: ClusterNode): RenderedFile {
  return {
    path: onNode(name, '/etc/systemd/system/kubelet.service'),
    mode: 0o644,
    content: `[Unit]
Description=kubelet, the agent of Kubernetes on this machine
Documentation=https://kubernetes.io/docs/reference/command-line-tools-reference/kubelet/
Wants=network-online.target
After=network-online.target containerd.service
Requires=containerd.service
StartLimitIntervalSec=0

[Service]
ExecStart=/usr/local/bin/kubelet --config=/var/lib/kubelet/config.yaml --kubeconfig=/etc/kubernetes/kubelet.conf --node-ip=${address}
Restart=always
RestartSec=10

[Install]
WantedBy=multi-user.target
`,
  };
}
