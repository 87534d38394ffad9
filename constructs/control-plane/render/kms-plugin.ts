import type { ClusterNode, ClusterSettings } from '../cluster';
import { kmsSocket } from '../encryption';
import { onNode, type RenderedFile, yamlFile } from './file';
import { staticPod } from './static-pod';

/** Where the plug-in listens. */
const kmsSocketPath = kmsSocket.slice('unix://'.length);

/** The folder that it listens in, which the API server sees too. */
export const kmsFolder = kmsSocketPath.replace(/\/[^/]+$/, '');

/** What the plug-in shows to the service that holds the key: put there by hand, and never rendered. */
export const kmsCredentialsFolder = '/etc/kubernetes/kms';

/** The role of Vault's method `cert` that the plug-in's certificate is for. */
export const vaultRole = 'kube-apiserver';

const healthPort = 16082;

/** What makes the plug-in run on a machine: its manifest and its socket's folder; none where it is started by other means. */
export function kmsPluginFiles(
  cluster: ClusterSettings,
  node: ClusterNode,
  manifests: string,
  user: number,
): RenderedFile[] {
  const pod = kmsPluginPod(cluster, user);
  if (pod === undefined) return [];
  return [
    yamlFile(onNode(node.name, `${manifests}/${pod.metadata.name}.yaml`), pod),
    {
      path: onNode(node.name, '/etc/tmpfiles.d/palisade-kms-plugin.conf'),
      mode: 0o644,
      content: kmsFolderConfiguration(user),
    },
  ];
}

/**
 * The plug-in that asks another service for the key, beside the API server. Both plug-ins make a socket that only its owner
 * may write to, so that the plug-in is the user that the API server is.
 *
 * @param user who the API server runs as
 * @returns undefined where the key is a file, or the plug-in is started by other means
 * @see https://github.com/kubernetes-sigs/aws-encryption-provider and https://github.com/FalcoSuessgott/vault-kubernetes-kms
 */
function kmsPluginPod({ encryption }: Pick<ClusterSettings, 'encryption'>, user: number) {
  if (encryption.provider === 'local' || encryption.image === undefined) return undefined;
  const aws = encryption.provider === 'aws-kms';
  const probe = (path: string) => ({
    httpGet: { host: '127.0.0.1', port: healthPort, path, scheme: 'HTTP' },
    timeoutSeconds: 15,
  });
  return staticPod({
    name: 'kms-plugin',
    image: encryption.image,
    command: kmsPluginCommand(encryption),
    ...(aws && { environment: { AWS_SHARED_CREDENTIALS_FILE: `${kmsCredentialsFolder}/credentials` } }),
    user,
    readOnly: { credentials: { path: kmsCredentialsFolder } },
    writable: { socket: { path: kmsFolder } },
    // One that the service does not answer is alive and not ready: to start it anew would help nobody.
    livenessProbe: aws ? probe('/livez') : { tcpSocket: { host: '127.0.0.1', port: healthPort }, timeoutSeconds: 15 },
    readinessProbe: probe(aws ? '/healthz' : '/health'),
    requests: { cpu: '100m', memory: '64Mi' },
    memoryLimit: '256Mi',
  });
}

type Remote = Exclude<ClusterSettings['encryption'], { provider: 'local' }>;

/** Flags of aws-encryption-provider 0.7 and of vault-kubernetes-kms 1.4. */
function kmsPluginCommand(encryption: Remote): string[] {
  if (encryption.provider === 'aws-kms') {
    const [, , , region = ''] = encryption.keyArn.split(':');
    return [
      '/aws-encryption-provider',
      `--key=${encryption.keyArn}`,
      `--region=${region}`,
      `--listen=${kmsSocketPath}`,
      `--health-port=127.0.0.1:${healthPort}`,
      '--health-kms-version=v2',
    ];
  }
  return [
    '/vault-kubernetes-kms',
    `-socket=${kmsSocket}`,
    // What an earlier one left when it was killed.
    '-force-socket-overwrite',
    `-vault-address=${encryption.address}`,
    `-vault-ca-cert=${kmsCredentialsFolder}/vault-ca.crt`,
    '-auth-method=cert',
    `-cert-role=${vaultRole}`,
    `-cert-file=${kmsCredentialsFolder}/client.crt`,
    `-cert-key=${kmsCredentialsFolder}/client.key`,
    `-transit-key=${encryption.key}`,
    '-disable-v1',
    // It listens on every address; the machines' firewall lets nobody in.
    `-health-port=${healthPort}`,
  ];
}

/** Makes the socket's folder whenever the machine starts: it is not on a disk. */
function kmsFolderConfiguration(user: number): string {
  return `d ${kmsFolder.replace(/^\/var\/run\//, '/run/')} 0700 ${user} ${user} -\n`;
}
