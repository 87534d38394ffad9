import { rmSync } from 'node:fs';
import { parseTrustPolicy, type TrustPolicy, type Verdict, verifyImage } from '@palisade/admission';
import { Cosign, type Format } from '../support/cosign';
import { Registry } from '../support/registry';
import { temporaryFolder } from '../support/stage';
import { cyclonedx, hours, scan, spdx } from './evidence';

const folder = temporaryFolder();
const files: Record<string, string> = {};
let registry: Registry;
let cosign: Cosign;

beforeAll(async () => {
  registry = await Registry.start(folder);
  cosign = await Cosign.obtain(folder);
  for (const name of ['release', 'other']) files[`${name}.pub`] = await cosign.newKey(name);
}, 40 * 60_000);
afterAll(async () => {
  await registry?.stop();
  rmSync(folder, { recursive: true });
});

function policy(scope: object = {}): TrustPolicy {
  const signers = { release: { key: 'release.pub', transparencyLog: false } };
  const images = [{ from: `${registry.host}/shop`, signedBy: ['release'], ...scope }];
  return parseTrustPolicy({ signers, images }, (path) => files[path] ?? '');
}

async function verdict(reference: string, scope: object = {}): Promise<Verdict> {
  return await verifyImage(reference, policy(scope), { signal: AbortSignal.timeout(10_000) });
}

const refusal = async (reference: string, scope: object = {}): Promise<string> => {
  const { allowed, reasons } = await verdict(reference, scope);
  return `${allowed}: ${reasons.join('\n')}`;
};

/** A new image, pushed. */
let count = 0;
async function image(): Promise<{ repository: string; reference: string; digest: string }> {
  count += 1;
  const repository = `shop/app${count}`;
  const digest = await registry.push(repository, 'v1', `content ${count}`);
  return { repository, reference: `${registry.host}/${repository}@${digest}`, digest };
}

describe.each<Format>(['bundle', 'tag'])('what cosign keeps as a %s', (format) => {
  test('an image that is signed is allowed, by its digest and by digest with a tag', async () => {
    const { reference, digest } = await image();
    await cosign.sign('release', reference, format);
    const allowed = { allowed: true, reasons: [], signer: 'release' };
    expect(await verdict(reference)).toEqual(allowed);
    expect(await verdict(reference.replace('@', ':v1@'))).toEqual(allowed);
    expect(await refusal(reference.replace(`@${digest}`, ':v1'))).toContain('false: it is not pinned');
  });

  test('an unsigned one is refused', async () => {
    const { reference } = await image();
    expect(await refusal(reference)).toContain('false: it is not signed by release: there is no signature beside it');
  });

  test('one that another key signed is refused', async () => {
    const { reference } = await image();
    await cosign.sign('other', reference, format);
    expect(await refusal(reference)).toContain('it was not made with this key, or not over this');
  });

  test('one that both signed is allowed', async () => {
    const { reference } = await image();
    await cosign.sign('other', reference, format);
    await cosign.sign('release', reference, format);
    expect((await verdict(reference)).allowed).toBe(true);
  });

  test('one to which the signature of another was copied is refused', async () => {
    const signed = await image();
    await cosign.sign('release', signed.reference, format);
    const other = await registry.push(signed.repository, 'evil', 'evil content');
    const suffix = format === 'tag' ? '.sig' : '';
    const tagOf = (digest: string): string => `${digest.replace(':', '-')}${suffix}`;
    await registry.copyTag(signed.repository, tagOf(signed.digest), tagOf(other));
    expect(await refusal(`${registry.host}/${signed.repository}@${other}`)).toContain(
      `it is about "${signed.digest}", another image`,
    );
  });

  test('a tag that was moved to another image is refused, and what it stood for still allowed', async () => {
    const signed = await image();
    await cosign.sign('release', signed.reference, format);
    const swapped = await registry.push(signed.repository, 'v1', 'swapped content');
    expect(await refusal(`${registry.host}/${signed.repository}:v1@${swapped}`)).toContain(
      'it is not signed by release',
    );
    expect(await refusal(`${registry.host}/${signed.repository}:v1`)).toContain('it is not pinned');
    expect((await verdict(`${registry.host}/${signed.repository}:v1@${signed.digest}`)).allowed).toBe(true);
  });

  test('a signed image under another tag is the same image', async () => {
    const signed = await image();
    await cosign.sign('release', signed.reference, format);
    await registry.copyTag(signed.repository, 'v1', 'v2');
    expect((await verdict(`${registry.host}/${signed.repository}:v2@${signed.digest}`)).allowed).toBe(true);
  });

  test('a signed image in a place that is not allowed is refused', async () => {
    const digest = await registry.push('elsewhere/app', 'v1', 'content');
    const reference = `${registry.host}/elsewhere/app@${digest}`;
    await cosign.sign('release', reference, format);
    expect(await refusal(reference)).toContain('is in no registry that is allowed');
  });

  test('a fresh clean scan and an SBOM are found', async () => {
    const { reference } = await image();
    await cosign.sign('release', reference, format);
    await cosign.attest('release', reference, 'vuln', scan(hours(1), 'HIGH'), format);
    await cosign.attest(
      'release',
      reference,
      format === 'tag' ? 'spdxjson' : 'cyclonedx',
      format === 'tag' ? spdx : cyclonedx,
      format,
    );
    expect(await verdict(reference, { scannedWithin: '24h', sbom: true })).toMatchObject({
      allowed: true,
      signer: 'release',
    });
  });

  test.each([
    ['is too old', 25, 'LOW', 'release', 'too long ago: scan again'],
    ['found something critical', 1, 'CRITICAL', 'release', 'it found critical vulnerabilities: CVE-2026-0001'],
    ['somebody else attested', 1, 'LOW', 'other', 'it was not made with this key, or not over this'],
  ])('a scan that %s is refused', async (_, ago, severity, by, reason) => {
    const { reference } = await image();
    await cosign.sign('release', reference, format);
    await cosign.attest(by, reference, 'vuln', scan(hours(ago), severity), format);
    const why = await refusal(reference, { scannedWithin: '24h' });
    expect(why).toContain('it has no scan attested by release that will do');
    expect(why).toContain(reason);
  });

  test('an attestation is no signature', async () => {
    const { reference } = await image();
    await cosign.attest('release', reference, 'spdxjson', spdx, format);
    expect(await refusal(reference, { sbom: true })).toContain('there is no signature beside it');
  });
});

test('a registry that is not there is refused, and said to be for now', async () => {
  const gone = await Registry.start(folder);
  const digest = await gone.push('shop/app', 'v1', 'content');
  await gone.stop();
  const reference = `${gone.host}/shop/app@${digest}`;
  expect(await verdict(reference, { from: gone.host })).toEqual({
    allowed: false,
    reasons: [`${gone.host} could not be asked: ECONNREFUSED`],
    isTransient: true,
  });
});
