import { createHash, createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { serviceAccountKeyCommands } from '@palisade/constructs/control-plane';
import { inPrivateFolder } from '../private-folder';
import { replaceFile } from '../replace-file';
import { runCommands } from '../run-commands';

/** Where the keys of service account tokens lie on a machine. */
export interface KeyFiles {
  /** Signs. */
  readonly key: string;
  /** Whose tokens are accepted: one public key or several, in PEM. */
  readonly publicKeys: string;
}

/** Where the new private key waits until all servers accept its tokens. */
export function nextKeyFile({ key }: KeyFiles): string {
  return join(dirname(key), 'sa.next.key');
}

/** What a machine's files hold, by the names of keys that tokens and servers have for them. */
export interface HeldKeys {
  /** Which signs. */
  readonly signing: string;
  readonly accepted: readonly string[];
  /** Which waits to sign, if any. */
  readonly next: string | undefined;
}

/** @throws Error where a file is missing or holds no key, with what to do */
export function heldKeys(files: KeyFiles): HeldKeys {
  const next = nextKeyFile(files);
  return {
    signing: keyId(privateKeyIn(files.key)),
    accepted: publicKeysIn(files.publicKeys).map(keyId),
    next: existsSync(next) ? keyId(privateKeyIn(next)) : undefined,
  };
}

/** Makes the private key that is to sign next, for the same readers as the one that signs now. */
export function makeNextKey(files: KeyFiles): void {
  const folder = join(dirname(files.key), '.sa.next');
  inPrivateFolder(folder, () => {
    const made = join(folder, 'sa.key');
    runCommands(serviceAccountKeyCommands(made, join(folder, 'sa.pub')));
    replaceFile(nextKeyFile(files), readFileSync(made, 'utf8'), statSync(files.key));
  });
}

/** Has tokens of the next key accepted beside those of the present one, once the API server is started again. */
export function acceptNextKey(files: KeyFiles): void {
  const next = createPublicKey(privateKeyIn(nextKeyFile(files)));
  writePublicKeys(files, [...publicKeysIn(files.publicKeys), next]);
}

/** Has tokens of the key that signs accepted, and no others. */
export function acceptSigningKeyOnly(files: KeyFiles): void {
  writePublicKeys(files, [createPublicKey(privateKeyIn(files.key))]);
}

function writePublicKeys({ publicKeys }: KeyFiles, keys: readonly KeyObject[]): void {
  replaceFile(publicKeys, keys.map((key) => key.export({ type: 'spki', format: 'pem' })).join(''));
}

/**
 * What Kubernetes calls a key, in a token's header and in the list of keys that a server publishes.
 *
 * @see k8s.io/kubernetes/pkg/serviceaccount/jwt.go, keyIDFromPublicKey
 */
export function keyId(key: KeyObject): string {
  const publicKey = key.type === 'private' ? createPublicKey(key) : key;
  return createHash('sha256')
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64url');
}

function privateKeyIn(path: string): KeyObject {
  const text = read(path);
  try {
    return createPrivateKey(text);
  } catch {
    // Its own message may hold a piece of what it could not read.
    throw new Error(`${path} holds no private key in PEM: put back the one that signs tokens`);
  }
}

function publicKeysIn(path: string): KeyObject[] {
  const blocks = read(path).match(/-----BEGIN PUBLIC KEY-----[^-]+-----END PUBLIC KEY-----/g) ?? [];
  try {
    if (blocks.length > 0) return blocks.map((pem) => createPublicKey(pem));
  } catch {
    // As below.
  }
  throw new Error(`${path} holds no public key in PEM: make it of the private one with openssl pkey -pubout`);
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Error(`there is no ${path}: run the command on a machine of the control plane`);
    throw new Error(`${path} cannot be read (${code}): run the command as root`);
  }
}
