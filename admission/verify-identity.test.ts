import type { TrustPolicy } from './policy';
import { sigstore } from './testing/keyless';
import { policyOf } from './testing/policy';
import { TestRegistry } from './testing/registry';
import { SIGNED, statement } from './testing/signing';
import { type Verdict, verifyImage } from './verify-image';

let registry: TestRegistry;

beforeEach(async () => {
  registry = await TestRegistry.start();
});
afterEach(() => registry.stop());

function verify(reference: string, policy: TrustPolicy): Promise<Verdict> {
  return verifyImage(reference, policy, { signal: AbortSignal.timeout(5000) });
}

describe('an identity', () => {
  const issuer = 'https://token.actions.githubusercontent.com';
  const workflow = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/tags/v1';
  let fulcio: Awaited<ReturnType<typeof sigstore>>;
  beforeAll(async () => {
    fulcio = await sigstore();
  });

  function trustingIdentity(subject: string, root = fulcio.trustedRoot): TrustPolicy {
    return policyOf(
      {
        trustedRoot: 'root.json',
        signers: { pipeline: { issuer, subject } },
        images: [{ from: registry.host, signedBy: ['pipeline'] }],
      },
      { 'root.json': root },
    );
  }

  async function signedBy(subject: string, by = issuer): Promise<string> {
    const { reference, digest } = registry.image('shop/web', 'one');
    registry.cosignTag('shop/web', digest, 'sig', [await fulcio.signatureLayer(digest, subject, by)]);
    return reference;
  }

  test.each([workflow, workflow.replace('/v1', '/v*')])('signs as %s', async (subject) => {
    const reference = await signedBy(workflow);
    expect(await verify(reference, trustingIdentity(subject))).toEqual({
      allowed: true,
      reasons: [],
      signer: 'pipeline',
    });
  });

  test('signs a bundle', async () => {
    const { reference, digest } = registry.image('shop/web', 'one');
    registry.bundles('shop/web', digest, [await fulcio.bundle(statement(digest, SIGNED), workflow, issuer)]);
    expect(await verify(reference, trustingIdentity(workflow))).toEqual({
      allowed: true,
      reasons: [],
      signer: 'pipeline',
    });
  });

  test.each([
    ['whose name only begins as it should', `${workflow}0`, issuer, 'it was signed by'],
    ['whose name only ends as it should', `https://evil.example.com/${workflow}`, issuer, 'it was signed by'],
    [
      'that somebody else vouches for',
      workflow,
      'https://evil.example.com',
      'its signer was vouched for by https://evil.example.com, not by',
    ],
  ])('%s does not', async (_, subject, by, reason) => {
    const { allowed, reasons } = await verify(await signedBy(subject, by), trustingIdentity(workflow));
    expect({ allowed, reason: reasons[0] }).toEqual({ allowed: false, reason: expect.stringContaining(reason) });
  });

  test('of another Fulcio does not', async () => {
    const other = await sigstore();
    const { allowed, reasons } = await verify(await signedBy(workflow), trustingIdentity(workflow, other.trustedRoot));
    expect({ allowed, reasons }).toEqual({
      allowed: false,
      reasons: [expect.stringContaining('it is not signed by pipeline')],
    });
  });

  test.each([
    ['without a log entry', 'dev.sigstore.cosign/bundle', (): string => '', 'expected 1 timestamps, got 0'],
    [
      'with the entry of another signature',
      'dev.sigstore.cosign/bundle',
      (mine: string, another: string): string => (mine === another ? '' : another),
      'mismatch',
    ],
    [
      'with the certificate of another',
      'dev.sigstore.cosign/certificate',
      (_: string, another: string): string => another,
      'signature verification failed',
    ],
  ])('%s does not', async (_, annotation, change, reason) => {
    const { reference, digest } = registry.image('shop/web', 'one');
    const mine = await fulcio.signatureLayer(digest, workflow, issuer);
    const another = await fulcio.signatureLayer(digest, workflow, issuer);
    const changed = change(mine.annotations[annotation] ?? '', another.annotations[annotation] ?? '');
    registry.cosignTag('shop/web', digest, 'sig', [
      { ...mine, annotations: { ...mine.annotations, [annotation]: changed } },
    ]);
    const { allowed, reasons } = await verify(reference, trustingIdentity(workflow));
    expect({ allowed, reason: reasons[0] }).toEqual({ allowed: false, reason: expect.stringContaining(reason) });
  });
});
