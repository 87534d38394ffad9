import {
  findEvidence,
  formatReference,
  ImageVerifier,
  parseReference,
  type RegistryClient,
  type TrustPolicy,
} from '@palisade/admission';
import type { NamedImage } from './read';

/** What is known of an image. */
export interface ImageReport extends NamedImage {
  /** What the reference stands for in its registry today, or what pins it. */
  readonly digest?: string;
  /** Whether manifests name the digest. */
  readonly isPinned: boolean;
  /** What stands beside it. Not verified, but where there is a verdict. */
  readonly signatures: readonly string[];
  readonly attestations: readonly { readonly place: string; readonly predicateType: string }[];
  /** By the policy, where one was given: as it would be if it were pinned. */
  readonly verdict?: { readonly allowed: boolean; readonly reasons: readonly string[]; readonly signer?: string };
  /** Why nothing is known. */
  readonly problem?: string;
}

/** Milliseconds for one image. */
const patience = 30_000;
/** Images looked up at the same time. */
const atOnce = 8;

/** Asks the registries about images, in their order. */
export async function lookUp(
  images: readonly NamedImage[],
  client: RegistryClient,
  policy: TrustPolicy | undefined,
): Promise<ImageReport[]> {
  const verifier = policy === undefined ? undefined : new ImageVerifier(policy, client);
  const reports: ImageReport[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < images.length; index = next++) {
      const named = images[index];
      if (named !== undefined) reports[index] = await one(named, client, verifier);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return reports;
}

async function one(
  named: NamedImage,
  client: RegistryClient,
  verifier: ImageVerifier | undefined,
): Promise<ImageReport> {
  const nothing = { ...named, signatures: [], attestations: [], isPinned: /@/.test(named.image) };
  const signal = AbortSignal.timeout(patience);
  try {
    const reference = parseReference(named.image);
    const digest = reference.digest ?? (await client.manifest(reference, reference.tag ?? 'latest', signal))?.digest;
    if (digest === undefined) return { ...nothing, problem: 'there is no such image in its registry' };
    const pinned = { ...reference, digest };
    const verdict = await verifier?.verify(formatReference(pinned), { signal });
    const { evidence, unreadable } = await findEvidence(pinned, client, signal);
    return {
      ...nothing,
      digest,
      signatures: evidence.filter(({ claim }) => claim.kind === 'signature').map(({ place }) => place),
      attestations: evidence.flatMap(({ place, claim: { predicateType } }) =>
        predicateType === undefined ? [] : [{ place, predicateType }],
      ),
      ...(verdict === undefined
        ? {}
        : {
            verdict: {
              allowed: verdict.allowed,
              reasons: verdict.reasons,
              ...(verdict.signer === undefined ? {} : { signer: verdict.signer }),
            },
          }),
      ...(unreadable.length === 0 ? {} : { problem: unreadable.join('; ') }),
    };
  } catch (error) {
    return { ...nothing, problem: (error as Error).message };
  }
}
