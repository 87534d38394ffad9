import type { KeyObject } from 'node:crypto';
import { TrustedRoot } from '@sigstore/protobuf-specs';
import type { RegistryAccess } from '../registry';

/** A public key whose signatures are taken. */
export interface KeySigner {
  readonly kind: 'key';
  readonly name: string;
  readonly key: KeyObject;
  /**
   * Whether a signature counts only with an entry in the transparency log. Without one, nobody sees a signature that was
   * made with a stolen key.
   */
  readonly transparencyLog: boolean;
}

/** An identity whose signatures are taken: Fulcio certified it, and the log of Rekor shows when. */
export interface IdentitySigner {
  readonly kind: 'identity';
  readonly name: string;
  /** Who vouched for the identity, such as `https://token.actions.githubusercontent.com`; compared as a whole. */
  readonly issuer: string;
  /** Who signed: an address or a URI. `*` stands for any characters but `/`. */
  readonly subject: string;
}

export type Signer = KeySigner | IdentitySigner;

/** What images of one place must have. */
export interface ImageScope {
  /** A registry, or a path below one: `registry.example.com/shop`. The longest that matches counts. */
  readonly from: string;
  /** One of these must have signed, and made the attestations that are asked for. */
  readonly signedBy: readonly Signer[];
  /** An attestation of a scan: no older than this many milliseconds, and without critical findings. */
  readonly scannedWithin?: number;
  /** An attestation of what is in the image, as SPDX or CycloneDX. */
  readonly sbom: boolean;
}

/** Which images are trusted, and why. */
export interface TrustPolicy {
  readonly images: readonly ImageScope[];
  /** Keys of Fulcio, Rekor, the certificate transparency log and time stamping authorities. */
  readonly trustedRoot?: TrustedRoot;
  /** By the registry's name. */
  readonly registries: Readonly<Record<string, RegistryAccess>>;
  /** Changes with all that changes a verdict. Hexadecimal. */
  readonly fingerprint: string;
}

/** The scope that an image belongs to; `undefined` where its registry is not allowed. */
export function scopeOf(name: string, { images }: TrustPolicy): ImageScope | undefined {
  let found: ImageScope | undefined;
  for (const scope of images) {
    const isWithin = name === scope.from || name.startsWith(`${scope.from}/`);
    if (isWithin && scope.from.length > (found?.from.length ?? 0)) found = scope;
  }
  return found;
}

/** The trusted root as Sigstore writes it, in JSON; `undefined` where the policy has none. */
export function trustedRootText({ trustedRoot }: TrustPolicy): string | undefined {
  return trustedRoot === undefined ? undefined : JSON.stringify(TrustedRoot.toJSON(trustedRoot));
}
