import { Buffer } from 'node:buffer';
import { createHash, type KeyObject, timingSafeEqual, verify } from 'node:crypto';
import type { SignedEntity } from '@sigstore/verify';

type SignatureContent = SignedEntity['signature'];

/** A signature over bytes, by whatever key: ECDSA, RSA and Ed25519 each take their own hash. */
export class SignedBytes implements SignatureContent {
  /**
   * @param signed what the signature is over
   * @param logged what the transparency log has the SHA-256 of; of a DSSE envelope that is its payload
   */
  constructor(
    private readonly signed: Buffer,
    readonly signature: Buffer,
    private readonly logged: Buffer = signed,
  ) {}

  compareSignature(other: Buffer): boolean {
    return isEqual(other, this.signature);
  }

  compareDigest(digest: Buffer): boolean {
    return isEqual(digest, createHash('sha256').update(this.logged).digest());
  }

  verifySignature(key: KeyObject): boolean {
    return hashesFor(key).some((hash) => {
      try {
        return verify(hash, this.signed, key, this.signature);
      } catch {
        return false;
      }
    });
  }
}

/** Signers hash with SHA-256, or with what suits the curve. `null`: the key's own scheme has one built in. */
function hashesFor({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): (string | null)[] {
  if (asymmetricKeyType === 'ed25519') return [null];
  if (asymmetricKeyType === 'rsa') return ['sha256', 'sha384', 'sha512'];
  if (asymmetricKeyType !== 'ec') return [];
  const suited = { secp384r1: 'sha384', secp521r1: 'sha512' }[asymmetricKeyDetails?.namedCurve ?? ''];
  return suited === undefined ? ['sha256'] : ['sha256', suited];
}

function isEqual(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
