import type { Evidence, Found } from './evidence/evidence';
import { findEvidence } from './evidence/find';
import { scanRefusal } from './evidence/predicates';
import { Signatures } from './evidence/verify';
import { type ImageScope, type Signer, scopeOf, type TrustPolicy } from './policy';
import { nameOf, parseReference, quoted, type Reference } from './reference';
import { RegistryClient, RegistryError } from './registry';

/** Whether an image may run. */
export interface Verdict {
  readonly allowed: boolean;
  /** Why not: what was found, where, what to do. Empty where it may. */
  readonly reasons: readonly string[];
  /** Name of the signer who stands for it. */
  readonly signer?: string;
  /** Milliseconds since 1970 at which a scan becomes too old for it. */
  readonly validUntil?: number;
  /** The registry could not be asked: the answer may be another the next minute. */
  readonly isTransient?: boolean;
}

/** How an image is verified. */
export interface VerifyOptions {
  readonly signal: AbortSignal;
  /** Milliseconds since 1970. @default the clock's */
  readonly now?: number;
}

/** Verifies images by one policy. */
export class ImageVerifier {
  readonly #signatures: Signatures;

  constructor(
    readonly policy: TrustPolicy,
    readonly client: RegistryClient,
  ) {
    this.#signatures = new Signatures(policy.trustedRoot);
  }

  /** Says whether an image may run. Never throws: what cannot be verified may not. */
  async verify(text: string, options: VerifyOptions): Promise<Verdict> {
    try {
      const { reference, scope } = admissible(text, this.policy);
      const found = await findEvidence(reference, this.client, options.signal);
      return this.#judge(found, reference, scope, options.now ?? Date.now());
    } catch (error) {
      const isTransient = error instanceof RegistryError && error.isTransient;
      return { allowed: false, reasons: [(error as Error).message], ...(isTransient ? { isTransient } : {}) };
    }
  }

  #judge(found: Found, reference: Pinned, scope: ImageScope, now: number): Verdict {
    const refusals: string[] = [];
    for (const signer of scope.signedBy) {
      const outcome = this.#by(signer, found, reference, scope, now);
      if (outcome.allowed) return outcome;
      refusals.push(...outcome.reasons);
    }
    const unreadable = found.unreadable.slice(0, 5).map((problem) => `not readable: ${problem}`);
    return { allowed: false, reasons: [...refusals, ...unreadable] };
  }

  /** Whether one signer stands for all that is asked. */
  #by(signer: Signer, { evidence }: Found, reference: Pinned, scope: ImageScope, now: number): Verdict {
    const reasons: string[] = [];
    const made = (each: Evidence): string | undefined =>
      each.claim.subjects.includes(reference.digest)
        ? this.#signatures.refusal(each, signer)
        : `it is about ${each.claim.subjects.map((subject) => quoted(subject)).join(', ') || 'nothing'}, another image`;
    const { first, refused } = firstGood(evidence.filter(isSignature), made);
    if (first === undefined) {
      const what = refused.length === 0 ? 'there is no signature beside it' : refused.join('; ');
      reasons.push(
        `it is not signed by ${signer.name}: ${what}; sign its digest: cosign sign ${nameOf(reference)}@${reference.digest}`,
      );
      return { allowed: false, reasons };
    }
    let validUntil: number | undefined;
    if (scope.scannedWithin !== undefined) {
      const within = scope.scannedWithin;
      let latest = Number.NEGATIVE_INFINITY;
      const outcomes = evidence.flatMap((each): { refusal?: string; finished: number }[] => {
        const { scan } = each.claim;
        if (scan === undefined) return [];
        const refusal = made(each) ?? (scan instanceof Error ? scan.message : undefined);
        if (refusal !== undefined || scan instanceof Error) {
          return [{ refusal: `${each.place}: ${refusal}`, finished: Number.NEGATIVE_INFINITY }];
        }
        const problem = scanRefusal(scan, within, now);
        const { finished } = scan;
        return [problem === undefined ? { finished } : { refusal: `${each.place}: ${problem}`, finished }];
      });
      // Of several scans the newest counts: what an older one did not know yet is no excuse.
      for (const { finished } of outcomes) latest = Math.max(latest, finished);
      const newest = outcomes.filter(({ finished }) => finished === latest && finished > Number.NEGATIVE_INFINITY);
      if (newest.length > 0 && newest.every(({ refusal }) => refusal === undefined)) validUntil = latest + within;
      else {
        const problems = (newest.length > 0 ? newest : outcomes).flatMap(({ refusal }) => refusal ?? []);
        const what = problems.length === 0 ? 'there is none beside it' : problems.join('; ');
        reasons.push(`it has no scan attested by ${signer.name} that will do: ${what}`);
      }
    }
    if (scope.sbom) {
      const sboms = firstGood(
        evidence.filter(({ claim }) => claim.isSbom),
        made,
      );
      if (sboms.first === undefined) {
        const what = sboms.refused.length === 0 ? 'there is none beside it' : sboms.refused.join('; ');
        reasons.push(`it has no SBOM (SPDX or CycloneDX) attested by ${signer.name}: ${what}`);
      }
    }
    if (reasons.length > 0) return { allowed: false, reasons };
    return { allowed: true, reasons: [], signer: signer.name, ...(validUntil === undefined ? {} : { validUntil }) };
  }
}

type Pinned = Reference & { readonly digest: string };

const isSignature = ({ claim }: Evidence): boolean => claim.kind === 'signature';

function firstGood(all: readonly Evidence[], made: (each: Evidence) => string | undefined) {
  const refused: string[] = [];
  for (const each of all) {
    const refusal = made(each);
    if (refusal === undefined) return { first: each, refused };
    refused.push(`${each.place}: ${refusal}`);
  }
  return { first: undefined, refused };
}

/** An image that a registry may be asked about: nobody else is. */
function admissible(text: string, policy: TrustPolicy): { reference: Pinned; scope: ImageScope } {
  const reference = parseReference(text);
  const scope = scopeOf(nameOf(reference), policy);
  if (scope === undefined) {
    const allowed = policy.images.map(({ from }) => from).join(', ');
    throw new Error(`${nameOf(reference)} is in no registry that is allowed: ${allowed}`);
  }
  const { digest } = reference;
  if (digest === undefined) {
    throw new Error(
      `it is not pinned: what ${reference.tag === undefined ? 'no tag' : `the tag ${reference.tag}`} stands for may change; ` +
        `write ${nameOf(reference)}${reference.tag === undefined ? '' : `:${reference.tag}`}@sha256:…, or run palisade images --pin`,
    );
  }
  return { reference: { ...reference, digest }, scope };
}

/**
 * Verifies one image. For more than one, an {@link ImageVerifier} keeps connections and tokens.
 *
 * @param reference as manifests write it.
 */
export async function verifyImage(reference: string, policy: TrustPolicy, options: VerifyOptions): Promise<Verdict> {
  const client = new RegistryClient({ access: policy.registries });
  try {
    return await new ImageVerifier(policy, client).verify(reference, options);
  } finally {
    client.close();
  }
}
