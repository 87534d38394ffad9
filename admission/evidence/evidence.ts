import type { SignedEntity } from '@sigstore/verify';
import type { Scan } from './predicates';

/**
 * What a signature is over. Nothing in it is true until the signature was verified. Of what an attestation says only that is
 * kept which is asked for: an SBOM may have many MiB.
 */
export interface Claim {
  /** Digests of the images that it speaks of. */
  readonly subjects: readonly string[];
  /** `signature` says no more than that the signer stands for the image. */
  readonly kind: 'signature' | 'attestation';
  /** Of an attestation: what it says, as a URI. */
  readonly predicateType?: string;
  /** Of an attested scan for vulnerabilities: what it found, or why that is not understood. */
  readonly scan?: Scan | Error;
  /** Whether it is a list of what is in an image. */
  readonly isSbom?: boolean;
}

/** A signature or attestation as it was found beside an image. */
export interface Evidence {
  /** For messages: `sha256-….sig, layer 1`. */
  readonly place: string;
  readonly claim: Claim;
  readonly entity: SignedEntity;
}

/** What was found beside an image: what can be read, and why the rest cannot. */
export interface Found {
  readonly evidence: readonly Evidence[];
  readonly unreadable: readonly string[];
}
