import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import { isHost, parseReference } from '../reference';
import type { RegistryAccess } from '../registry';
import { parseJson } from '../registry/manifest';
import { ConfigError, Fields } from './fields';
import type { ImageScope, Signer, TrustPolicy } from './policy';

/** Keys of a configuration that make up the trust policy. */
export const POLICY_KEYS = ['images', 'signers', 'trustedRoot', 'registries'] as const;

/** Keys of a configuration that say how the service runs. */
export const SERVICE_KEYS = ['listen', 'metrics', 'health', 'tls', 'timeout', 'cache'] as const;

/** Reads a file that the configuration names; a path that is not absolute is taken from the configuration's folder. */
export type ReadFile = (path: string) => string;

/**
 * Reads a trust policy, or the trust policy in the configuration of the service.
 *
 * @throws ConfigError naming the key, what it holds and what to write instead.
 */
export function parseTrustPolicy(value: unknown, readFile: ReadFile): TrustPolicy {
  return parsePolicy(new Fields(value, '', [...POLICY_KEYS, ...SERVICE_KEYS]), readFile);
}

/** Reads a trust policy from fields of which others are read elsewhere. */
export function parsePolicy(fields: Fields, readFile: ReadFile): TrustPolicy {
  const fingerprint = createHash('sha256');
  const read = (at: string, path: string): string => {
    try {
      const text = readFile(path);
      fingerprint.update(text);
      return text;
    } catch (error) {
      throw new ConfigError(`${at}: ${path} cannot be read: ${(error as Error).message}`);
    }
  };
  fingerprint.update(JSON.stringify(POLICY_KEYS.map((key) => fields.raw(key) ?? null)));
  const trustedRoot = fields.has('trustedRoot') ? root(read('trustedRoot', fields.text('trustedRoot'))) : undefined;
  const signers = new Map(
    [...fields.map('signers')].map(([name, value]) => [name, signer(name, value, read, trustedRoot !== undefined)]),
  );
  const images = fields.list('images').map((value, index) => scope(value, `images[${index}]`, signers));
  const twice = images.find(({ from }, index) => images.findIndex((other) => other.from === from) !== index);
  if (twice !== undefined) throw new ConfigError(`images: ${twice.from} stands there twice: join the two`);
  const registries = Object.fromEntries(
    [...fields.map('registries')].map(([name, value]) => [name, access(name, value, read)]),
  );
  return {
    images,
    ...(trustedRoot === undefined ? {} : { trustedRoot }),
    registries,
    fingerprint: fingerprint.digest('hex'),
  };
}

function root(text: string): TrustedRoot {
  try {
    const found = TrustedRoot.fromJSON(parseJson(text, 'it'));
    if (found.tlogs.length + found.certificateAuthorities.length === 0)
      throw new Error('it names no log and no authority');
    return found;
  } catch (error) {
    throw new ConfigError(
      `trustedRoot is no trusted root of Sigstore (trusted_root.json): ${(error as Error).message}`,
    );
  }
}

function signer(name: string, value: unknown, read: (at: string, path: string) => string, hasRoot: boolean): Signer {
  const fields = new Fields(value, `signers.${name}`, ['key', 'transparencyLog', 'issuer', 'subject']);
  if (fields.has('key') === fields.has('issuer')) {
    throw new ConfigError(`${fields.at} must have either a key, or an issuer and a subject`);
  }
  const needsRoot = (): void => {
    if (!hasRoot)
      throw new ConfigError(`${fields.at} needs trustedRoot, the keys of the log that its signatures stand in`);
  };
  if (fields.has('key')) {
    if (fields.has('subject')) throw new ConfigError(`${fields.path('subject')} goes with an issuer, not with a key`);
    const transparencyLog = fields.flag('transparencyLog', true);
    if (transparencyLog && !hasRoot) {
      throw new ConfigError(
        `${fields.at} needs trustedRoot, the keys of the transparency log; where you keep none, write transparencyLog: false`,
      );
    }
    return {
      kind: 'key',
      name,
      key: publicKey(read(fields.path('key'), fields.text('key')), fields.path('key')),
      transparencyLog,
    };
  }
  if (fields.has('transparencyLog')) {
    throw new ConfigError(
      `${fields.path('transparencyLog')} goes with a key: an identity's signatures always stand in one`,
    );
  }
  needsRoot();
  const subject = fields.text('subject');
  if (/^\**$/.test(subject))
    throw new ConfigError(`${fields.path('subject')} is '${subject}', which is anybody: name who signs`);
  return { kind: 'identity', name, issuer: fields.text('issuer'), subject };
}

/** Keys that cosign makes or takes. */
function publicKey(pem: string, at: string): KeyObject {
  if (/PRIVATE KEY/.test(pem))
    throw new ConfigError(`${at} holds a private key: give the public one, and change the key`);
  let key: KeyObject;
  try {
    key = createPublicKey(pem);
  } catch {
    throw new ConfigError(`${at} holds no public key in PEM, as cosign public-key prints it`);
  }
  const { asymmetricKeyType: type = '', asymmetricKeyDetails: details } = key;
  if (!['ec', 'ed25519', 'rsa'].includes(type))
    throw new ConfigError(`${at} is a key of ${type}; use ECDSA, Ed25519 or RSA`);
  if (type === 'rsa' && (details?.modulusLength ?? 0) < 2048)
    throw new ConfigError(`${at} is an RSA key of less than 2048 bits`);
  return key;
}

function scope(value: unknown, at: string, signers: ReadonlyMap<string, Signer>): ImageScope {
  const fields = new Fields(value, at, ['from', 'signedBy', 'scannedWithin', 'sbom']);
  const signedBy = fields.list('signedBy').map((name) => {
    const found = signers.get(String(name));
    if (found === undefined)
      throw new ConfigError(`${fields.path('signedBy')}: there is no signer '${name}' among signers`);
    return found;
  });
  return {
    from: place(fields.text('from'), fields.path('from')),
    signedBy,
    ...(fields.has('scannedWithin') ? { scannedWithin: fields.duration('scannedWithin') } : {}),
    sbom: fields.flag('sbom', false),
  };
}

/** A registry, or a path below one, without tag and digest. */
function place(text: string, at: string): string {
  const wrong = (): ConfigError =>
    new ConfigError(`${at} is '${text}'; write a registry's host, or a path below it: registry.example.com/shop`);
  const [first = ''] = text.split('/');
  if (!isHost(first) || !(/[.:]/.test(first) || first === 'localhost')) throw wrong();
  if (text === first) return first === 'index.docker.io' ? 'docker.io' : first.toLowerCase();
  try {
    const { registry, tag, digest } = parseReference(text);
    if (tag !== undefined || digest !== undefined) throw wrong();
    // Not the repository that it would be: `docker.io/acme` is everything of acme there.
    return `${registry}${text.slice(first.length)}`;
  } catch {
    throw wrong();
  }
}

function access(name: string, value: unknown, read: (at: string, path: string) => string): RegistryAccess {
  const fields = new Fields(value, `registries.${name}`, ['username', 'passwordFile', 'tokenServer']);
  if (!isHost(name)) throw new ConfigError(`registries: '${name}' is no host`);
  if (fields.has('username') !== fields.has('passwordFile')) {
    throw new ConfigError(`${fields.at} must have username and passwordFile, or neither`);
  }
  const tokenServer = fields.has('tokenServer') ? fields.text('tokenServer') : undefined;
  if (tokenServer !== undefined && !isHost(tokenServer))
    throw new ConfigError(`${fields.path('tokenServer')} is no host`);
  return {
    ...(fields.has('username')
      ? {
          username: fields.text('username'),
          password: read(fields.path('passwordFile'), fields.text('passwordFile')).trim(),
        }
      : {}),
    ...(tokenServer === undefined ? {} : { tokenServer }),
  };
}
