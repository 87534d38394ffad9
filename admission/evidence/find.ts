import { Buffer } from 'node:buffer';
import type { Reference } from '../reference';
import type { Descriptor, RegistryClient } from '../registry';
import { readBundle } from './bundle';
import { readAttestationLayer, readSignatureLayer } from './cosign-layer';
import type { Evidence, Found } from './evidence';

/** More signatures and attestations than this stand beside an image only to keep its reader busy. */
const most = 64;
/** Bytes, of all that is read about one image. */
const mostBytes = 64 * 1024 * 1024;

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
  const evidence: Evidence[] = [];
  const unreadable: string[] = [];
  const read = async (place: string, reader: () => Promise<Evidence>): Promise<void> => {
    try {
      evidence.push(await reader());
    } catch (error) {
      // What the registry does not give could be what is missing; what was given and is malformed counts for nothing.
      if ((error as Error).name === 'RegistryError' && (error as { isTransient?: boolean }).isTransient) throw error;
      unreadable.push(`${place}: ${(error as Error).message}`);
    }
  };
  let bytes = 0;
  const blob = ({ digest, size }: Descriptor): Promise<Buffer> => {
    bytes += size;
    if (bytes > mostBytes) throw new Error(`with it, more than ${mostBytes} bytes would be read about one image`);
    return client.blob(of, digest, size, signal);
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
      const layers = (await client.manifest(of, tag, signal))?.manifest.layers ?? [];
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
      return read(place, async () => {
        const manifest = (await client.manifest(of, descriptor.digest, signal))?.manifest;
        const layer = manifest?.layers.find(({ mediaType }) => bundleType.test(mediaType));
        if (manifest?.layers.length !== 1 || layer === undefined)
          throw new Error('its manifest holds no Sigstore bundle');
        return readBundle((await blob(layer)).toString('utf8'), place);
      });
    }),
    ...layers.map(({ place, layer, type, reader }) =>
      read(place, async () => {
        if (layer.mediaType !== type)
          throw new Error(`its type is ${JSON.stringify(layer.mediaType.slice(0, 80))}, not ${type}`);
        return reader(await blob(layer), layer.annotations, place);
      }),
    ),
  ]);
  // In the order of their places, not of the answers.
  const byPlace = (a: { place: string }, b: { place: string }): number => (a.place < b.place ? -1 : 1);
  return { evidence: evidence.sort(byPlace), unreadable: unreadable.sort() };
}
