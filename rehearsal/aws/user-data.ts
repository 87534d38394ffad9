import { parse } from 'smol-toml';
import { parse as parseYaml } from 'yaml';

/** What a launch template hands to its nodes. */
export type UserDataKind = 'toml' | 'mime' | 'script';

export type UserData = { kind: UserDataKind; text: string } | { refused: string };

/** Bottlerocket's own settings; a node with any other does not boot. */
const settings = new Set(
  (
    'autoscaling aws bootstrap-commands bootstrap-containers boot cloudformation container-registry container-runtime ' +
    'container-runtime-plugins dns ecs host-containers kernel kubernetes kubelet-device-plugins metrics motd network ntp ' +
    'nvidia-container-runtime oci-defaults oci-hooks pki updates'
  ).split(' '),
);

const kubernetes = new Set(
  (
    'allowed-unsafe-sysctls api-server authentication-mode bootstrap-token cloud-provider cluster-certificate cluster-dns-ip ' +
    'cluster-domain cluster-name container-log-max-files container-log-max-size container-log-max-workers ' +
    'container-log-monitor-interval cpu-cfs-quota-enforced cpu-manager-policy cpu-manager-policy-options ' +
    'cpu-manager-reconcile-period credential-providers device-ownership-from-security-context event-burst event-qps ' +
    'eviction-hard eviction-max-pod-grace-period eviction-soft eviction-soft-grace-period hostname-override ' +
    'hostname-override-source ids-per-pod image-gc-high-threshold-percent image-gc-low-threshold-percent kube-api-burst ' +
    'kube-api-qps kube-reserved log-level max-pods memory-manager-policy memory-manager-reserved-memory node-ip node-labels ' +
    'node-taints pod-pids-limit provider-id registry-burst registry-qps reserved-cpus seccomp-default server-certificate ' +
    'server-key server-tls-bootstrap shutdown-grace-period shutdown-grace-period-for-critical-pods single-process-oom-kill ' +
    'standalone-mode static-pods system-reserved topology-manager-policy topology-manager-scope'
  ).split(' '),
);

const flags = [
  'cpu-cfs-quota-enforced',
  'seccomp-default',
  'server-tls-bootstrap',
  'standalone-mode',
  'single-process-oom-kill',
];

/** Reads base64 user data of at most 16 KiB, tells what it is, and refuses what a node could not use. */
export function readUserData(base64: string): UserData {
  const canonical = base64.replace(/[\r\n]/g, '');
  if (canonical.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(canonical)) {
    return { refused: 'InvalidUserData.Malformed: Invalid BASE64 encoding of user data.' };
  }
  const bytes = Buffer.from(canonical, 'base64');
  if (bytes.length > 16_384) {
    return { refused: `InvalidParameterValue: User data is limited to 16384 bytes, got ${bytes.length}` };
  }
  const text = bytes.toString('utf8');
  if (/^(MIME-Version|Content-Type):/i.test(text)) return readMime(text);
  if (/^(#!|#cloud-config|#cloud-boothook)/.test(text) || (bytes[0] === 0x1f && bytes[1] === 0x8b))
    return { kind: 'script', text };
  return readToml(text);
}

function readToml(text: string): UserData {
  let document: Record<string, unknown>;
  try {
    document = parse(text);
  } catch (error) {
    const [first = ''] = (error as Error).message.split('\n');
    return { refused: `InvalidUserData.Malformed: User data was not in the TOML format: ${first}` };
  }
  const reason = refuseSettings(document);
  return reason === undefined ? { kind: 'toml', text } : { refused: `InvalidUserData.Malformed: ${reason}` };
}

function refuseSettings(document: Record<string, unknown>): string | undefined {
  const stray = Object.keys(document).find((name) => name !== 'settings');
  if (stray !== undefined) return `Bottlerocket knows no [${stray}]; everything stands below [settings]`;
  const tables = record(document.settings);
  const unknown = Object.keys(tables).find((name) => !settings.has(name));
  if (unknown !== undefined) return `Bottlerocket knows no [settings.${unknown}]; a node with it does not boot`;
  if (typeof tables.kubernetes !== 'object') return 'Bottlerocket user data needs a [settings.kubernetes] table';
  const kubelet = record(tables.kubernetes);
  const wrong = Object.keys(kubelet).find((name) => !kubernetes.has(name));
  if (wrong !== undefined) return `Bottlerocket knows no settings.kubernetes.${wrong}; a node with it does not boot`;
  const flag = flags.find((name) => kubelet[name] !== undefined && typeof kubelet[name] !== 'boolean');
  if (flag !== undefined)
    return `settings.kubernetes.${flag} must be true or false, not ${JSON.stringify(kubelet[flag])}`;
  const lockdown = record(tables.kernel).lockdown;
  if (lockdown !== undefined && !['none', 'integrity', 'confidentiality'].includes(String(lockdown))) {
    return `settings.kernel.lockdown must be none, integrity or confidentiality, not ${JSON.stringify(lockdown)}`;
  }
  return undefined;
}

function readMime(text: string): UserData {
  const refused = (reason: string) => ({
    refused: `InvalidUserData.Malformed: User data was not in the MIME multipart format: ${reason}`,
  });
  const [head = ''] = text.split(/\r?\n\r?\n/);
  const boundary = /^Content-Type:\s*multipart\/mixed;\s*boundary="?([^"\r\n;]+)"?/im.exec(head)?.[1];
  if (boundary === undefined) return refused('no Content-Type: multipart/mixed with a boundary');
  if (!text.includes(`--${boundary}--`)) return refused(`no closing --${boundary}--`);
  const parts = text.split(`--${boundary}`).slice(1, -1);
  if (parts.length === 0) return refused('no parts');
  for (const part of parts) {
    const [, head2 = '', body = ''] = /^\r?\n([\s\S]*?)\r?\n\r?\n([\s\S]*)$/.exec(part) ?? [];
    if (!/^Content-Type:/im.test(head2)) return refused('a part has no Content-Type');
    if (!/application\/node\.eks\.aws/i.test(head2)) continue;
    const reason = refuseNodeConfig(body);
    if (reason !== undefined) return { refused: `InvalidUserData.Malformed: ${reason}` };
  }
  return { kind: 'mime', text };
}

function refuseNodeConfig(body: string): string | undefined {
  let config: Record<string, unknown>;
  try {
    config = record(parseYaml(body));
  } catch (error) {
    return `NodeConfig is not YAML: ${(error as Error).message.split('\n')[0]}`;
  }
  if (config.apiVersion !== 'node.eks.aws/v1alpha1' || config.kind !== 'NodeConfig') {
    return `an application/node.eks.aws part must be apiVersion node.eks.aws/v1alpha1 and kind NodeConfig, found ${config.apiVersion} ${config.kind}`;
  }
  const stray = Object.keys(record(config.spec)).find(
    (name) => !['cluster', 'containerd', 'instance', 'kubelet', 'featureGates'].includes(name),
  );
  return stray === undefined ? undefined : `NodeConfig has no spec.${stray}`;
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
