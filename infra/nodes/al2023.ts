import { eventsPerSecond, podPidsLimit, tlsCipherSuites } from './kubelet';
import { hardenedSysctls } from './sysctls';

const boundary = 'palisade-node';

/**
 * User data of an Amazon Linux 2023 node: a MIME document of two parts, a `NodeConfig` for nodeadm and a short script.
 *
 * EKS adds a part of its own with the cluster's name, endpoint and certificate authority, and nodeadm merges the two.
 * So this holds none of them and is known at preview, where the policy pack reads it.
 *
 * Source: https://awslabs.github.io/amazon-eks-ami/nodeadm/ and the kubelet's `KubeletConfiguration` v1beta1.
 */
export function al2023UserData(): string {
  return [
    'MIME-Version: 1.0',
    `Content-Type: multipart/mixed; boundary="${boundary}"`,
    '',
    `--${boundary}`,
    'Content-Type: application/node.eks.aws',
    '',
    JSON.stringify(nodeConfig(), null, 2),
    '',
    `--${boundary}`,
    'Content-Type: text/x-shellscript; charset="us-ascii"',
    '',
    hardeningScript(),
    `--${boundary}--`,
    '',
  ].join('\n');
}

/** JSON, which is YAML too: no quoting rules to get wrong. */
function nodeConfig(): object {
  return {
    apiVersion: 'node.eks.aws/v1alpha1',
    kind: 'NodeConfig',
    spec: {
      kubelet: {
        config: {
          authentication: { anonymous: { enabled: false }, webhook: { enabled: true } },
          authorization: { mode: 'Webhook' },
          readOnlyPort: 0,
          serverTLSBootstrap: true,
          rotateCertificates: true,
          tlsMinVersion: 'VersionTLS12',
          tlsCipherSuites: [...tlsCipherSuites],
          seccompDefault: true,
          podPidsLimit,
          protectKernelDefaults: true,
          eventRecordQPS: eventsPerSecond,
          makeIPTablesUtilChains: true,
          // Exec and attach sessions left open are cut; the kubelet's own default is four hours.
          streamingConnectionIdleTimeout: '5m0s',
        },
      },
    },
  };
}

/** What nodeadm has no setting for. It stays short: a node that needs more wants an image of its own. */
function hardeningScript(): string {
  return [
    '#!/bin/bash',
    'set -euo pipefail',
    "cat > /etc/sysctl.d/99-palisade.conf <<'SYSCTL'",
    ...hardenedSysctls.map(({ key, value }) => `${key} = ${value}`),
    'SYSCTL',
    'sysctl --quiet --load /etc/sysctl.d/99-palisade.conf',
    '# No remote shell: a broken node is replaced, not repaired by hand.',
    'systemctl mask --now sshd.service amazon-ssm-agent.service',
    '',
  ].join('\n');
}
