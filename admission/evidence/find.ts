import { Buffer } from 'node:buffer';
import type { Reference } from '../reference';
import { type Descriptor, type RegistryClient, RegistryError } from '../registry';
import { Room } from '../room';
import { readBundle } from './bundle';
import { readAttestationLayer, readSignatureLayer } from './cosign-layer';
import type { Evidence, Found } from './evidence';

/** More signatures and attestations than this stand beside an image only to keep its reader busy. */
const most = 64;
/** Bytes, of all that is read about one image. */
const mostBytes = 40 * 1024 * 1024;
/** Bytes about one image that are read whatever is read about others; for more it must be its turn. */
const little = 1024 * 1024;
/** Bytes. The manifest of a bundle names one layer. */
const largestBundleManifest = 64 * 1024;
/** Bytes. The manifest of a tag has signatures and certificates in it. */
const largestTagManifest = 1024 * 1024;

const bundleType = /^application\/vnd\.dev\.sigstore\.bundle/;
const simpleSigning = 'application/vnd.dev.cosign.simplesigning.v1+json';
const envelope = 'application/vnd.dsse.envelope.v1+json';

/**
 * Finds what was signed about an image: in bundles that refer to it, and under the tags `.sig` and `.att` that stand for
 * its digest.
 *
 * @throws RegistryError where the registry does not answer, or not rightly: then nobody knows what is missing.
 */
export async function findEvidence(
  of: Reference & { digest: string },
  client: RegistryClient,
  signal: AbortSignal,
): Promise<Found> {
  const blobs = new Blobs(of, client, signal);
  try {
    return await read(of, client, blobs, signal);
  } finally {
    blobs.end();
  }
}

/** Reads blobs beside an image: little at once, much in its turn and one by one. */
class Blobs {
  #bytes = 0;
  #turn: Promise<() => void> | undefined;
  readonly #single = new Room(1);

  constructor(
    private readonly of: Reference,
    private readonly client: RegistryClient,
    private readonly signal: AbortSignal,
  ) {}

  /** @throws RegistryError, and an Error where it would be more than is read about one image. */
  async read({ digest, size }: Descriptor, reader: (bytes: Buffer) => Evidence): Promise<Evidence> {
    const { of, client, signal } = this;
    this.#bytes += size;
    if (this.#bytes > mostBytes) throw new Error(`with it, more than ${mostBytes} bytes would be read about one image`);
    if (this.#bytes <= little) return reader(await client.blob(of, digest, size, signal));
    this.#turn ??= client.large.take(1, signal);
    const leave = await this.#turn.then(() => this.#single.take(1, signal)).catch(late);
    try {
      return reader(await client.blob(of, digest, size, signal));
    } finally {
      leave();
    }
  }

  /** Lets the next image have its turn. */
  end(): void {
    this.#turn?.then(
      (leave) => leave(),
      () => undefined,
    );
  }
}

function late(): never {
  throw new RegistryError('much is attested about other images too, and it was not read in time: try again', true);
}

async function read(
  of: Reference & { digest: string },
  client: RegistryClient,
  blobs: Blobs,
  signal: AbortSignal,
): Promise<Found> {
  const evidence: Evidence[] = [];
  const unreadable: string[] = [];
  const failures: RegistryError[] = [];
  const take = async (place: string, reader: () => Promise<Evidence>): Promise<void> => {
    try {
      evidence.push(await reader());
    } catch (error) {
      // What the registry does not give could be what is missing; what was given and is malformed counts for nothing.
      if (error instanceof RegistryError && error.isTransient) failures.push(error);
      else unreadable.push(`${place}: ${(error as Error).message}`);
    }
  };

  const referrers = (await client.referrers(of, of.digest, signal))?.manifests ?? [];
  const bundles = referrers.filter(
    ({ artifactType, mediaType }) =>
      artifactType === undefined || bundleType.test(artifactType) || bundleType.test(mediaType),
  );
  const tags = await Promise.all(
    [
      { suffix: 'sig', type: simpleSigning, reader: readSignatureLayer },
      { suffix: 'att', type: envelope, reader: readAttestationLayer },
    ].map(async ({ suffix, type, reader }) => {
      const tag = `${of.digest.replace(':', '-')}.${suffix}`;
      const layers = (await client.manifest(of, tag, signal, largestTagManifest))?.manifest.layers ?? [];
      return layers.map((layer, index) => ({ place: `the tag ${tag}, layer ${index + 1}`, layer, type, reader }));
    }),
  );
  const layers = tags.flat();
  if (bundles.length + layers.length > most) {
    throw new Error(`more than ${most} signatures and attestations stand beside it: remove what is not yours`);
  }
  await Promise.all([
    ...bundles.map((descriptor) => {
      const place = `the bundle ${descriptor.digest.slice(0, 19)}…`;
      return take(place, async () => {
        const manifest = (await client.manifest(of, descriptor.digest, signal, largestBundleManifest))?.manifest;
        const layer = manifest?.layers.find(({ mediaType }) => bundleType.test(mediaType));
        if (manifest?.layers.length !== 1 || layer === undefined)
          throw new Error('its manifest holds no Sigstore bundle');
        return await blobs.read(layer, (bytes) => readBundle(bytes.toString('utf8'), place));
      });
    }),
    ...layers.map(({ place, layer, type, reader }) =>
      take(place, async () => {
        if (layer.mediaType !== type)
          throw new Error(`its type is ${JSON.stringify(layer.mediaType.slice(0, 80))}, not ${type}`);
        return await blobs.read(layer, (bytes) => reader(bytes, layer.annotations, place));
      }),
    ),
  ]);
  if (failures[0] !== undefined) throw failures[0];
  // In the order of their places, not of the answers.
  const byPlace = (a: { place: string }, b: { place: string }): number => (a.place < b.place ? -1 : 1);
  return { evidence: evidence.sort(byPlace), unreadable: unreadable.sort() };
}
