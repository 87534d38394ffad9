import type { TrustPolicy } from './policy';
import { sigstore } from './testing/keyless';
import { policyOf } from './testing/policy';
import { TestRegistry } from './testing/registry';
import { attestationLayer, bundle, SIGNED, scan, signatureLayer, statement, testKey } from './testing/signing';
import { type Verdict, verifyImage } from './verify-image';

const VULNERABILITIES = 'https://cosign.sigstore.dev/attestation/vuln/v1';
const now = Date.parse('2026-11-25T12:00:00Z');
let registry: TestRegistry;

beforeEach(async () => {
  registry = await TestRegistry.start();
});
afterEach(() => registry.stop());

function verify(reference: string, policy: TrustPolicy): Promise<Verdict> {
  return verifyImage(reference, policy, { signal: AbortSignal.timeout(5000), now });
}

/** A policy for one key, in no log. */
function trusting(pem: string, scope: object = {}): TrustPolicy {
  return policyOf(
    {
      signers: { release: { key: 'release.pub', transparencyLog: false } },
      images: [{ from: `${registry.host}/shop`, signedBy: ['release'], ...scope }],
    },
    { 'release.pub': pem },
  );
}

/** A verdict's words, without what changes with every run. */
function words({ reasons }: Verdict): string[] {
  return reasons.map((reason) =>
    reason
      .replaceAll(registry.host, 'HOST')
      .replace(/sha256[:-][0-9a-f]{64}/g, 'DIGEST')
      .replace(/sha256:[0-9a-f]+…/g, 'SHORT'),
  );
}

describe.each(['P-256', 'P-384', 'ed25519', 'rsa'] as const)('a key of %s', (kind) => {
  const key = testKey(kind);

  test.each(['tag', 'bundle', 'bundle by the API'] as const)('signs, found by %s', async (by) => {
    const { reference, digest } = registry.image('shop/web', 'one');
    if (by === 'tag') registry.cosignTag('shop/web', digest, 'sig', [signatureLayer(digest, key)]);
    else
      registry.bundles('shop/web', digest, [bundle(statement(digest, SIGNED), key)], by === 'bundle' ? 'tag' : 'api');
    expect(await verify(reference, trusting(key.pem))).toEqual({ allowed: true, reasons: [], signer: 'release' });
  });
});

describe('is refused', () => {
  const key = testKey();
  const other = testKey();

  test('an image without a signature', async () => {
    const { reference } = registry.image('shop/web', 'one');
    expect(words(await verify(reference, trusting(key.pem)))).toEqual([
      'it is not signed by release: there is no signature beside it; sign its digest: cosign sign HOST/shop/web@DIGEST',
    ]);
  });

  test('one that another key signed', async () => {
    const { reference, digest } = registry.image('shop/web', 'one');
    registry.cosignTag('shop/web', digest, 'sig', [signatureLayer(digest, other)]);
    expect(words(await verify(reference, trusting(key.pem)))).toEqual([
      'it is not signed by release: the tag DIGEST.sig, layer 1: it was not made with this key, or not over this; sign its digest: cosign sign HOST/shop/web@DIGEST',
    ]);
  });

  test('one whose signature was copied from another image', async () => {
    const { digest: signed } = registry.image('shop/web', 'one');
    const { reference, digest } = registry.image('shop/web', 'two');
    registry.cosignTag('shop/web', digest, 'sig', [signatureLayer(signed, key)]);
    registry.bundles('shop/web', digest, [bundle(statement(signed, SIGNED), key)]);
    expect(words(await verify(reference, trusting(key.pem)))).toEqual([
      'it is not signed by release: the bundle SHORT: it is about "DIGEST", another image; the tag DIGEST.sig, layer 1: it is about "DIGEST", another image; sign its digest: cosign sign HOST/shop/web@DIGEST',
    ]);
  });

  test('one whose signature is an attestation of something else', async () => {
    const { reference, digest } = registry.image('shop/web', 'one');
    registry.bundles('shop/web', digest, [bundle(statement(digest, 'https://example.com/tested/v1'), key)]);
    expect(words(await verify(reference, trusting(key.pem)))[0]).toContain('there is no signature beside it');
  });

  test('one whose statement was signed as a text of another type', async () => {
    const { reference, digest } = registry.image('shop/web', 'one');
    registry.bundles('shop/web', digest, [bundle(statement(digest, SIGNED), key, 'text/plain')]);
    expect(words(await verify(reference, trusting(key.pem)))).toEqual([
      expect.stringContaining('there is no signature beside it'),
      'not readable: the bundle SHORT: its payload is of type "text/plain", not application/vnd.in-toto+json',
    ]);
  });

  test.each([
    [
      'by a tag',
      'shop/web:v1',
      'it is not pinned: what the tag v1 stands for may change; write HOST/shop/web:v1@sha256:…, or run palisade images --pin',
    ],
    [
      'by nothing',
      'shop/web',
      'it is not pinned: what no tag stands for may change; write HOST/shop/web@sha256:…, or run palisade images --pin',
    ],
    ['beside what is allowed', 'shopping/web:v1', 'HOST/shopping/web is in no registry that is allowed: HOST/shop'],
    [
      'in no form',
      'shop/Web',
      '"HOST/shop/Web" is no image reference: "Web" in its path must be lower-case letters and digits, with single . _ or - between them',
    ],
  ])('one named %s, and its registry is not asked', async (_, name, reason) => {
    expect(words(await verify(`${registry.host}/${name}`, trusting(key.pem)))).toEqual([reason]);
    expect(registry.asked).toEqual([]);
  });

  test('one whose key must be in the log, and is not', async () => {
    const { trustedRoot } = await sigstore();
    const { reference, digest } = registry.image('shop/web', 'one');
    registry.cosignTag('shop/web', digest, 'sig', [signatureLayer(digest, key)]);
    const policy = policyOf(
      {
        trustedRoot: 'root.json',
        signers: { release: { key: 'release.pub' } },
        images: [{ from: registry.host, signedBy: ['release'] }],
      },
      { 'release.pub': key.pem, 'root.json': trustedRoot },
    );
    expect(words(await verify(reference, policy))[0]).toContain('expected 1 tlog entries, got 0');
  });

  test('one beside which too much stands', async () => {
    const { reference, digest } = registry.image('shop/web', 'one');
    const layers = Array.from({ length: 65 }, () => signatureLayer(digest, key));
    registry.cosignTag('shop/web', digest, 'sig', layers);
    expect(words(await verify(reference, trusting(key.pem)))).toEqual([
      'more than 64 signatures and attestations stand beside it: remove what is not yours',
    ]);
  });
});

describe('what else is asked for', () => {
  const key = testKey();
  const other = testKey();
  const both = { scannedWithin: '24h', sbom: true };
  const cyclonedx = { bomFormat: 'CycloneDX', specVersion: '1.6', components: [] };
  const spdx = { spdxVersion: 'SPDX-2.3', packages: [] };

  function signed(attested: (digest: string) => ReturnType<typeof attestationLayer>[]) {
    const { reference, digest } = registry.image('shop/web', 'one');
    registry.cosignTag('shop/web', digest, 'sig', [signatureLayer(digest, key)]);
    registry.cosignTag('shop/web', digest, 'att', attested(digest));
    return reference;
  }
  const vuln = (digest: string, predicate: unknown, by = key) =>
    attestationLayer(statement(digest, VULNERABILITIES, predicate), by);
  const sbom = (digest: string, by = key) => attestationLayer(statement(digest, 'https://spdx.dev/Document', spdx), by);

  test('is there', async () => {
    const reference = signed((digest) => [vuln(digest, scan('2026-11-25T11:00:00Z', 'HIGH')), sbom(digest)]);
    expect(await verify(reference, trusting(key.pem, both))).toEqual({
      allowed: true,
      reasons: [],
      signer: 'release',
      validUntil: Date.parse('2026-11-26T11:00:00Z'),
    });
  });

  test('is there as CycloneDX', async () => {
    const reference = signed((digest) => [
      attestationLayer(statement(digest, 'https://cyclonedx.org/bom', cyclonedx), key),
    ]);
    expect((await verify(reference, trusting(key.pem, { sbom: true }))).allowed).toBe(true);
  });

  test('is missing', async () => {
    expect(
      words(
        await verify(
          signed(() => []),
          trusting(key.pem, both),
        ),
      ),
    ).toEqual([
      'it has no scan attested by release that will do: there is none beside it',
      'it has no SBOM (SPDX or CycloneDX) attested by release: there is none beside it',
    ]);
  });

  test.each([
    ['too old', scan('2026-11-24T11:59:59Z'), 'its scan ended at 2026-11-24T11:59:59.000Z, too long ago: scan again'],
    ['of tomorrow', scan('2026-11-26T12:00:00Z'), 'its scan ended in the future, at 2026-11-26T12:00:00.000Z'],
    [
      'not clean',
      scan('2026-11-25T11:00:00Z', 'LOW', 'CRITICAL', 'critical'),
      'it found critical vulnerabilities: CVE-2026-2, CVE-2026-3',
    ],
    [
      'in no form',
      { metadata: { scanFinishedOn: '2026-11-25T11:00:00Z' } },
      'its result is in no form that is known: make it by trivy image --format cosign-vuln',
    ],
    ['at no time', { scanner: {} }, 'it does not say when the scan ended (metadata.scanFinishedOn)'],
  ])('is %s', async (_, predicate, reason) => {
    const reference = signed((digest) => [vuln(digest, predicate)]);
    expect(words(await verify(reference, trusting(key.pem, { scannedWithin: '24h' })))).toEqual([
      `it has no scan attested by release that will do: the tag DIGEST.att, layer 1: ${reason}`,
    ]);
  });

  test('was attested by another', async () => {
    const reference = signed((digest) => [vuln(digest, scan('2026-11-25T11:00:00Z'), other), sbom(digest, other)]);
    const why = 'the tag DIGEST.att, layer 1: it was not made with this key, or not over this';
    expect(words(await verify(reference, trusting(key.pem, both)))).toEqual([
      `it has no scan attested by release that will do: ${why}`,
      `it has no SBOM (SPDX or CycloneDX) attested by release: ${why.replace('layer 1', 'layer 2')}`,
    ]);
  });

  test('is a clean scan that a newer one contradicts', async () => {
    const reference = signed((digest) => [
      vuln(digest, scan('2026-11-25T10:00:00Z')),
      vuln(digest, scan('2026-11-25T11:00:00Z', 'CRITICAL')),
    ]);
    expect(words(await verify(reference, trusting(key.pem, { scannedWithin: '24h' })))).toEqual([
      'it has no scan attested by release that will do: the tag DIGEST.att, layer 2: it found critical vulnerabilities: CVE-2026-1',
    ]);
  });
});
