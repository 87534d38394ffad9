import {
  findEvidence,
  formatReference,
  ImageVerifier,
  nameOf,
  parseReference,
  quoted,
  type Reference,
  type RegistryClient,
  scopeOf,
  type TrustPolicy,
} from '@palisade/admission';
import type { NamedImage } from './named-image';

/** What is known of an image. */
export interface ImageReport extends NamedImage {
  /** What runs; of what does not run yet, what the reference stands for in its registry today, or what pins it. */
  readonly digest?: string;
  /** What the tag stands for today, where a node runs another image under it. */
  readonly current?: string;
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
  return joined(reports);
}

/** What would start next is told with what runs, where it is the same image. */
function joined(reports: readonly ImageReport[]): ImageReport[] {
  const same = (one: ImageReport, other: ImageReport): boolean =>
    one.image === other.image && one.digest !== undefined && one.digest === other.digest;
  const result: ImageReport[] = [];
  for (const report of reports) {
    const index = result.findIndex((other) => same(report, other));
    const known = result[index];
    if (known === undefined) result.push(report);
    else result[index] = { ...known, places: [...known.places, ...report.places] };
  }
  return result;
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
    // Who writes a manifest does not choose whom we ask, nor what on this machine answers.
    if (verifier !== undefined && scopeOf(nameOf(reference), verifier.policy) === undefined) {
      const { allowed, reasons } = await verifier.verify(named.image, { signal });
      return { ...nothing, verdict: { allowed, reasons } };
    }
    const meant = await digestsOf(named, reference, client, signal);
    if ('problem' in meant) return { ...nothing, ...meant };
    const { digest } = meant;
    const pinned = { ...reference, digest };
    const verdict = await verifier?.verify(formatReference(pinned), { signal });
    const { evidence, unreadable } = await findEvidence(pinned, client, signal);
    return {
      ...nothing,
      ...meant,
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

/** Which image is meant, or why that is not known. */
async function digestsOf(
  { runs }: NamedImage,
  reference: Reference,
  client: RegistryClient,
  signal: AbortSignal,
): Promise<Pick<ImageReport, 'current'> & ({ readonly digest: string } | { readonly problem: string })> {
  const { digest: pin, tag = 'latest' } = reference;
  const gone = { problem: 'there is no such image in its registry' };
  if (runs === undefined) {
    const digest = pin ?? (await client.manifest(reference, tag, signal))?.digest;
    return digest === undefined ? gone : { digest };
  }
  if ('unknown' in runs)
    return { problem: `the node runs ${quoted(runs.unknown)}, which names no image of a registry` };
  const named = await client.manifest(reference, pin ?? tag, signal);
  // A node may name the image of its own platform, of those in the index that is signed.
  const isNamed = [named?.digest, ...(named?.manifest.manifests ?? []).map(({ digest }) => digest)].includes(
    runs.digest,
  );
  if (named !== undefined && isNamed) return { digest: named.digest };
  if (pin !== undefined) return { problem: `it is pinned, and yet the node runs ${runs.digest}` };
  const current = named === undefined ? {} : { current: named.digest };
  if ((await client.manifest(reference, runs.digest, signal)) !== undefined) return { digest: runs.digest, ...current };
  return { problem: `what the node runs, ${runs.digest}, is no longer in its registry`, ...current };
}
