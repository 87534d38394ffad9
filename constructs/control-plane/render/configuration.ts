import { admissionConfiguration, webhookClients } from '../admission';
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
    { path: files.admission, document: admissionConfiguration(settings, webhooks) },
    { path: files.authentication, document: authenticationConfiguration(settings) },
    { path: files.authorization, document: authorizationConfiguration },
    ...(encryption.provider === 'local'
      ? []
      : [{ path: files.encryption, document: kmsEncryption(encryption.provider) }]),
    ...(auditWebhook ? [{ path: webhooks.audit, document: webhookKubeconfig(auditWebhook.url, webhooks.audit) }] : []),
    ...(imageWebhook ? [{ path: webhooks.image, document: webhookKubeconfig(imageWebhook.url, webhooks.image) }] : []),
    ...admissionWebhooks(settings, webhooks),
  ];
}

/** The encryption's configuration with a placeholder where each node's own command puts the key. */
export function encryptionTemplate(): EncryptionConfiguration {
  const configuration = localEncryption([{ name: 'key1', secret: Buffer.alloc(32) }]);
  return JSON.parse(
    JSON.stringify(configuration).replace(Buffer.alloc(32).toString('base64'), keyPlaceholder),
  ) as EncryptionConfiguration;
}

/** With which certificates the API server asks validating webhooks; how it reaches them, their own configuration says. */
function admissionWebhooks(settings: ControlPlaneSettings, webhooks: Places['webhooks']): ConfigurationFile[] {
  const clients = Object.entries(webhookClients(settings, webhooks));
  if (clients.length === 0) return [];
  const users = clients.map(([name, path]) => ({ name, user: clientOf(path) }));
  // No context: it would name the one that all other webhooks are shown.
  return [{ path: webhooks.admission, document: { apiVersion: 'v1', kind: 'Config', users } }];
}

function clientOf(path: string) {
  const base = baseOf(path);
  return { 'client-certificate': `${base}-client.crt`, 'client-key': `${base}-client.key` };
}

const baseOf = (path: string): string => path.replace(/\.kubeconfig$/, '');

/** How the API server reaches a webhook: the files beside it name the authority and hold the client's certificate and key. */
function webhookKubeconfig(server: string, path: string): object {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'webhook', cluster: { server, 'certificate-authority': `${baseOf(path)}-ca.crt` } }],
    users: [{ name: 'kube-apiserver', user: clientOf(path) }],
    contexts: [{ name: 'webhook', context: { cluster: 'webhook', user: 'kube-apiserver' } }],
    'current-context': 'webhook',
  };
}
