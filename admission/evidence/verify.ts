import { TrustedRoot } from '@sigstore/protobuf-specs';
import { type SignedEntity, type TrustMaterial, toTrustMaterial, Verifier } from '@sigstore/verify';
import type { IdentitySigner, KeySigner, Signer } from '../policy';
import type { Evidence } from './evidence';

/** Holds signatures against those who are trusted to make them. */
export class Signatures {
  readonly #root: TrustedRoot;
  readonly #keyless: Verifier;

  /** @param root whose logs and authorities are trusted; without one, only keys are, and no log. */
  constructor(root: TrustedRoot | undefined) {
    this.#root = root ?? TrustedRoot.fromJSON({});
    this.#keyless = new Verifier(toTrustMaterial(this.#root));
  }

  /** Why a signer did not make this; `undefined` where it did. */
  refusal({ entity }: Evidence, signer: Signer): string | undefined {
    try {
      return signer.kind === 'key' ? this.#byKey(entity, signer) : this.#byIdentity(entity, signer);
    } catch (error) {
      return (error as Error).message;
    }
  }

  #byKey(entity: SignedEntity, { key, transparencyLog }: KeySigner): string | undefined {
    if (entity.key.$case === 'certificate') return 'it was made with a certificate, not with this key';
    if (!entity.signature.verifySignature(key)) return 'it was not made with this key, or not over this';
    if (!transparencyLog) return undefined;
    const material: TrustMaterial = {
      ...toTrustMaterial(this.#root),
      publicKey: () => ({ publicKey: key, validFor: () => true }),
    };
    // The key has no times between which it counts, so no time stamp is asked for.
    const verifier = new Verifier(material, { timestampThreshold: 0, ctlogThreshold: 0, tlogThreshold: 1 });
    verifier.verify({ ...entity, timestamps: [] });
    return undefined;
  }

  #byIdentity(entity: SignedEntity, { issuer, subject }: IdentitySigner): string | undefined {
    if (entity.key.$case !== 'certificate') return 'it was made with a key, not with a certificate';
    // The library holds identities against a pattern that may match anywhere; whole texts are compared here.
    const { identity } = this.#keyless.verify(entity);
    const found = identity?.subjectAlternativeName;
    if (identity?.extensions?.issuer !== issuer) {
      return `its signer was vouched for by ${identity?.extensions?.issuer ?? 'nobody'}, not by ${issuer}`;
    }
    if (found === undefined || !matches(subject, found))
      return `it was signed by ${found ?? 'nobody'}, not by ${subject}`;
    return undefined;
  }
}

/** `*` stands for any characters but `/`. In time that grows with the text, not beyond. */
export function matches(pattern: string, text: string): boolean {
  const parts = pattern.split('/');
  const given = text.split('/');
  return parts.length === given.length && parts.every((part, index) => matchesPart(part, given[index] ?? ''));
}

function matchesPart(pattern: string, text: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return pattern === text;
  if (!text.startsWith(first) || text.length < first.length + last.length || !text.endsWith(last)) return false;
  let at = first.length;
  const end = text.length - last.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}
