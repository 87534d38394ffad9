/** Sockets of the plugins that hold the key elsewhere. */
export const kmsSocket = 'unix:///var/run/kmsplugin/socket.sock';

/** What the API server reads of how to encrypt. */
export interface EncryptionConfiguration {
  readonly apiVersion: 'apiserver.config.k8s.io/v1';
  readonly kind: 'EncryptionConfiguration';
  readonly resources: readonly { readonly resources: readonly string[]; readonly providers: readonly object[] }[];
}

// Everything in etcd is encrypted, not Secrets alone: ConfigMaps and custom resources hold credentials too. `identity` is not
// among the providers, so a plain record put into etcd behind the API server's back is refused, not served.
function encrypting(providers: readonly object[]): EncryptionConfiguration {
  return {
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources: [{ resources: ['*.*'], providers }],
  };
}

/** A local key with its name, which stands in every record that it encrypted. */
export interface LocalKey {
  readonly name: string;
  /** 32 random bytes (XSalsa20-Poly1305). */
  readonly secret: Buffer;
}

/**
 * Encryption by keys in this very file: the first encrypts, all decrypt.
 *
 * @see https://kubernetes.io/docs/tasks/administer-cluster/encrypt-data/#providers
 */
export function localEncryption(keys: readonly [LocalKey, ...LocalKey[]]): EncryptionConfiguration {
  for (const { name, secret } of keys) {
    if (secret.length !== 32) {
      throw new Error(`The encryption key ${name} has ${secret.length} bytes: secretbox needs exactly 32.`);
    }
  }
  return encrypting([
    { secretbox: { keys: keys.map(({ name, secret }) => ({ name, secret: secret.toString('base64') })) } },
  ]);
}

/**
 * Encryption by a key that a plugin asks another service for; this file holds nothing secret.
 *
 * @see https://kubernetes.io/docs/tasks/administer-cluster/kms-provider/
 */
export function kmsEncryption(plugin: string): EncryptionConfiguration {
  return encrypting([{ kms: { apiVersion: 'v2', name: plugin, endpoint: kmsSocket, timeout: '3s' } }]);
}
