import { admissionConfiguration } from '../admission';
import { auditPolicy } from '../audit';
import { authenticationConfiguration } from '../authentication';
import { authorizationConfiguration } from '../authorization';
import { type EncryptionConfiguration, kmsEncryption, localEncryption } from '../encryption';
import type { ControlPlaneSettings } from '../options';
import type { Places } from '../places';

/** What stands for the key in {@link encryptionTemplate}. */
export const keyPlaceholder = '@KEY@';

/** A configuration file of the API server's: where it lies on the node, and what it holds. */
export interface ConfigurationFile {
  readonly path: string;
  readonly document: object;
}

/** All that the API server reads and that is no secret. With a local key, the encryption's configuration is not among them. */
export function configurationFiles(
  settings: ControlPlaneSettings,
  { files, webhooks }: Pick<Places, 'files' | 'webhooks'>,
): readonly ConfigurationFile[] {
  const { encryption, auditWebhook, imageWebhook } = settings;
  return [
    { path: files.audit, document: auditPolicy },
    { path: files.admission, document: admissionConfiguration(settings, webhooks.image) },
    { path: files.authentication, document: authenticationConfiguration(settings) },
    { path: files.authorization, document: authorizationConfiguration },
    ...(encryption.provider === 'local'
      ? []
      : [{ path: files.encryption, document: kmsEncryption(encryption.provider) }]),
    ...(auditWebhook ? [{ path: webhooks.audit, document: webhookKubeconfig(auditWebhook.url, webhooks.audit) }] : []),
    ...(imageWebhook ? [{ path: webhooks.image, document: webhookKubeconfig(imageWebhook.url, webhooks.image) }] : []),
  ];
}

/** The encryption's configuration with a placeholder where each node's own command puts the key. */
export function encryptionTemplate(): EncryptionConfiguration {
  const configuration = localEncryption([{ name: 'key1', secret: Buffer.alloc(32) }]);
  return JSON.parse(
    JSON.stringify(configuration).replace(Buffer.alloc(32).toString('base64'), keyPlaceholder),
  ) as EncryptionConfiguration;
}

/** How the API server reaches a webhook: the files beside it name the authority and hold the client's certificate and key. */
function webhookKubeconfig(server: string, path: string): object {
  const base = path.replace(/\.kubeconfig$/, '');
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'webhook', cluster: { server, 'certificate-authority': `${base}-ca.crt` } }],
    users: [
      {
        name: 'kube-apiserver',
        user: { 'client-certificate': `${base}-client.crt`, 'client-key': `${base}-client.key` },
      },
    ],
    contexts: [{ name: 'webhook', context: { cluster: 'webhook', user: 'kube-apiserver' } }],
    'current-context': 'webhook',
  };
}
