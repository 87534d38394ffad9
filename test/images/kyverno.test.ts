import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseTrustPolicy, verifyImage } from '@palisade/admission';
import { obtain } from '@palisade/rehearsal';
import { stringify } from 'yaml';
import { sigstore } from '../../admission/testing/keyless';
import { TestRegistry } from '../../admission/testing/registry';
import { SIGNED, statement } from '../../admission/testing/signing';
import { kyvernoPolicy } from '../../cli/images/kyverno';
import { Cosign, type Format } from '../support/cosign';
import { Registry } from '../support/registry';
import { temporaryFolder } from '../support/stage';
import { cyclonedx, hours, scan, spdx } from './evidence';
import { SigstoreRepository } from './sigstore-repository';

const folder = temporaryFolder();
const files: Record<string, string> = {};
const signal = new AbortController().signal;
let program: string;
let registry: Registry;
let cosign: Cosign;

beforeAll(async () => {
  program = (await obtain('kyverno', { progress: () => {}, signal })).path;
  registry = await Registry.start(folder);
  cosign = await Cosign.obtain(folder);
  for (const name of ['release', 'second', 'other']) files[`${name}.pub`] = await cosign.newKey(name);
  files['root.json'] = (await sigstore()).trustedRoot;
}, 40 * 60_000);
afterAll(async () => {
  await registry?.stop();
  rmSync(folder, { recursive: true });
});

const key = (name: string) => ({ key: `${name}.pub`, transparencyLog: false });

function policyOf(images: readonly object[]) {
  const signers = { release: key('release'), second: key('second') };
  return parseTrustPolicy({ signers, images }, (path) => files[path] ?? '');
}

/** What Kyverno says of pods that run one image each, by the image. */
async function byKyverno(policy: object, references: readonly string[]): Promise<Map<string, string>> {
  const specs = references.map((image) => ({ containers: [{ name: 'app', image }] }));
  const verdicts = await judged(policy, specs);
  return new Map([...verdicts].map(([index, verdict]) => [references[index] ?? '', verdict]));
}

/** What Kyverno says of pods, by their place in the list. */
async function judged(policy: object, specs: readonly object[]): Promise<Map<number, string>> {
  const pods = specs.map((spec, index) => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${index}`, namespace: 'shop' },
    spec,
  }));
  writeFileSync(join(folder, 'policy.yaml'), stringify(policy));
  writeFileSync(join(folder, 'pods.yaml'), pods.map((pod) => JSON.stringify(pod)).join('\n---\n'));
  const options = ['--resource', 'pods.yaml', '--policy-report', '--output-format', 'json'];
  const env = { HOME: folder, PATH: process.env.PATH };
  const { stdout } = await promisify(execFile)(program, ['apply', 'policy.yaml', ...options], {
    cwd: folder,
    env,
    timeout: 60_000,
  }).catch((error: { stdout: string; stderr: string; code: unknown }) => {
    // It ends with 1 where something is refused.
    if (error.code === 1 && error.stdout.includes('{')) return error;
    throw error;
  });
  const report = JSON.parse(stdout.slice(stdout.indexOf('{')));
  return new Map(
    report.results.map((each: { result: string; message: string; resources: { name: string }[] }) => {
      const index = Number(each.resources[0]?.name.replace('pod-', ''));
      return [index, each.result === 'pass' ? 'allowed' : `${each.result}: ${each.message}`];
    }),
  );
}

let count = 0;
async function image(place: string, sign: readonly string[] = [], format: Format = 'bundle'): Promise<string> {
  count += 1;
  const digest = await registry.push(`${place}/app${count}`, 'v1', `content ${count}`);
  const reference = `${registry.host}/${place}/app${count}@${digest}`;
  for (const by of sign) await cosign.sign(by, reference, format);
  return reference;
}

test('Kyverno and our own core say the same of the same images', async () => {
  const host = registry.host;
  const policy = policyOf([
    { from: `${host}/shop`, signedBy: ['release', 'second'] },
    { from: `${host}/shop/strict`, signedBy: ['release', 'second'], scannedWithin: '24h', sbom: true },
  ]);
  const attested = async (
    by: string,
    ago: number,
    severity: string,
    sbom: 'spdxjson' | 'cyclonedx' | undefined,
    from = 'shop/strict',
  ) => {
    const reference = await image(from, ['release']);
    await cosign.attest(by, reference, 'vuln', scan(hours(ago), severity), 'bundle');
    if (sbom !== undefined) await cosign.attest(by, reference, sbom, sbom === 'spdxjson' ? spdx : cyclonedx, 'bundle');
    return reference;
  };
  const signed = await image('shop', ['release']);
  const onlyAttested = await image('shop');
  await cosign.attest('release', onlyAttested, 'vuln', scan(hours(1), 'LOW'), 'bundle');
  const cases: readonly (readonly [string, string, 'allowed' | 'refused'])[] = [
    ['signed', signed, 'allowed'],
    ['signed, with its tag beside the digest', signed.replace('@', ':v1@'), 'allowed'],
    ['signed by the second', await image('shop', ['second']), 'allowed'],
    ['signed by both', await image('shop', ['release', 'second']), 'allowed'],
    ['signed by a stranger too', await image('shop', ['other', 'release']), 'allowed'],
    ['by its tag only', signed.replace(/@.*/, ':v1'), 'refused'],
    ['by no tag', signed.replace(/@.*/, ''), 'refused'],
    ['not signed', await image('shop'), 'refused'],
    ['signed by a stranger', await image('shop', ['other']), 'refused'],
    ['attested and not signed', onlyAttested, 'refused'],
    ['of a place that is not allowed', await image('elsewhere', ['release']), 'refused'],
    ['of a place that begins alike', await image('shopping', ['release']), 'refused'],
    ['of another registry', `registry.example.com/shop/app@sha256:${'0'.repeat(64)}`, 'refused'],
    ['that is not there', `${host}/shop/none@sha256:${'0'.repeat(64)}`, 'refused'],
    ['scanned, with SPDX', await attested('release', 1, 'HIGH', 'spdxjson'), 'allowed'],
    ['scanned, with CycloneDX', await attested('release', 1, 'LOW', 'cyclonedx'), 'allowed'],
    ['scanned too long ago', await attested('release', 25, 'LOW', 'spdxjson'), 'refused'],
    ['scanned in the future', await attested('release', -1, 'LOW', 'spdxjson'), 'refused'],
    ['with something critical', await attested('release', 1, 'CRITICAL', 'spdxjson'), 'refused'],
    ['scanned, without an SBOM', await attested('release', 1, 'LOW', undefined), 'refused'],
    ['attested by a stranger', await attested('other', 1, 'LOW', 'spdxjson'), 'refused'],
    ['attested by another than signed', await attested('second', 1, 'LOW', 'spdxjson'), 'refused'],
    ['only signed where more is asked', await image('shop/strict', ['release']), 'refused'],
  ];
  const ours = await Promise.all(
    cases.map(async ([name, reference]) => {
      const { allowed } = await verifyImage(reference, policy, { signal: AbortSignal.timeout(10_000) });
      return [name, allowed ? 'allowed' : 'refused'];
    }),
  );
  expect(ours).toEqual(cases.map(([name, , expected]) => [name, expected]));
  const { object } = kyvernoPolicy(policy);
  const theirs = await byKyverno(
    object,
    cases.map(([, reference]) => reference),
  );
  expect(theirs.size).toBe(cases.length);
  expect(cases.map(([name, reference]) => [name, theirs.get(reference) === 'allowed' ? 'allowed' : 'refused'])).toEqual(
    cases.map(([name, , expected]) => [name, expected]),
  );
});

test('what Kyverno refuses beyond us, the export says', async () => {
  const policy = policyOf([{ from: `${registry.host}/shop`, signedBy: ['release'] }]);
  const { object, notes } = kyvernoPolicy(policy);
  const underTag = await image('shop', ['release'], 'tag');
  expect(await verifyImage(underTag, policy, { signal: AbortSignal.timeout(10_000) })).toMatchObject({ allowed: true });
  expect((await byKyverno(object, [underTag])).get(underTag)).toMatch(/^fail: .* is not signed by release$/);
  expect(notes).toContain(
    'Stricter: only bundles count, as cosign writes them since version 3. Signatures under the tags .sig and .att are refused.',
  );
});

test('all images of a pod are asked about: before it, beside it, and mounted', async () => {
  const { object } = kyvernoPolicy(policyOf([{ from: `${registry.host}/shop`, signedBy: ['release'] }]));
  const signed = await image('shop', ['release']);
  const unsigned = await image('shop');
  const container = (reference: string) => [{ name: 'x', image: reference }];
  const volumes = (reference: string) => [{ name: 'model', image: { reference } }];
  const specs = [
    { containers: container(signed), initContainers: container(signed), volumes: volumes(signed) },
    { containers: container(signed), initContainers: container(unsigned) },
    { containers: container(signed), ephemeralContainers: container(unsigned) },
    { containers: container(signed), volumes: volumes(unsigned) },
  ];
  const verdicts = [...(await judged(object, specs)).values()].map((verdict) => verdict.split(':')[0]);
  expect(verdicts.sort()).toEqual(['allowed', 'fail', 'fail', 'fail']);
});

test('Kyverno takes a policy of identities, of keys in a log and of private registries as it is written', async () => {
  const identity = { issuer: 'https://issuer.example.com', subject: 'https://example.com/*/release@refs/tags/*' };
  const signers = { pipeline: identity, 'in a log': { key: 'release.pub' }, "it's": key('second') };
  const images = [
    { from: 'registry.example.com', signedBy: ['pipeline', 'in a log'], scannedWithin: '7d', sbom: true },
    { from: 'docker.io/acme', signedBy: ["it's"] },
  ];
  const registries = { 'registry.example.com': { username: 'reader', passwordFile: 'release.pub' } };
  const policy = parseTrustPolicy(
    { trustedRoot: 'root.json', signers, images, registries },
    (path) => files[path] ?? '',
  );
  const { object } = kyvernoPolicy(policy);
  // Elsewhere than in these registries, so none is asked: it is the policy that is tried.
  const elsewhere = 'registry.example.org/app:v1';
  expect((await byKyverno(object, [elsewhere])).get(elsewhere)).toBe(
    'fail: an image is in no registry that is allowed: registry.example.com, docker.io/acme',
  );
  const broken = { ...object, spec: { ...(object as { spec: object }).spec, unknown: true } };
  await expect(byKyverno(broken, [elsewhere])).rejects.toThrow();
});

test('identities: Kyverno and our own core say the same, once Kyverno has a repository to ask', async () => {
  const fulcio = await sigstore();
  // As Sigstore's public one beside a Sigstore of one's own: what it vouches for is not what the policy trusts.
  const elsewhere = await sigstore();
  const repository = await SigstoreRepository.start(elsewhere.trustedRoot);
  const ours = await TestRegistry.start();
  ours.put('', '{}');
  const issuer = 'https://token.actions.githubusercontent.com';
  const subject = 'https://github.com/acme/shop/.github/workflows/release.yml@refs/tags/v1';
  let made = 0;
  const signedBy = async (by: string, issued = issuer, authority = fulcio): Promise<string> => {
    made += 1;
    const { reference, digest } = ours.image('shop/web', `image ${made}`);
    ours.bundles('shop/web', digest, [await authority.bundle(statement(digest, SIGNED), by, issued)]);
    return reference;
  };
  try {
    const policy = parseTrustPolicy(
      {
        trustedRoot: 'root',
        signers: { pipeline: { issuer, subject: subject.replace('v1', '*') } },
        images: [{ from: `${ours.host}/shop`, signedBy: ['pipeline'] }],
      },
      () => fulcio.trustedRoot,
    );
    const cases = [
      [await signedBy(subject), 'allowed'],
      [await signedBy(`${subject}/x`), 'refused'],
      [await signedBy(`https://evil.example.com/${subject}`), 'refused'],
      [await signedBy(subject.replace('github.com/acme', 'githubXcom/acme')), 'refused'],
      [await signedBy(subject, 'https://evil.example.com'), 'refused'],
      [await signedBy(subject, issuer, elsewhere), 'refused'],
    ] as const;
    for (const [reference, expected] of cases) {
      const { allowed } = await verifyImage(reference, policy, { signal: AbortSignal.timeout(10_000) });
      expect([reference, allowed ? 'allowed' : 'refused']).toEqual([reference, expected]);
    }
    const { object } = kyvernoPolicy(policy);
    const { spec } = object as { spec: { attestors: { cosign: object }[] } };
    const tuf = { mirror: repository.url, root: { data: Buffer.from(repository.root).toString('base64') } };
    const attestors = spec.attestors.map((each) => ({ ...each, cosign: { ...each.cosign, tuf } }));
    const theirs = await byKyverno(
      { ...object, spec: { ...spec, attestors } },
      cases.map(([reference]) => reference),
    );
    expect(cases.map(([reference]) => (theirs.get(reference) === 'allowed' ? 'allowed' : 'refused'))).toEqual(
      cases.map(([, expected]) => expected),
    );
  } finally {
    await ours.stop();
    await repository.stop();
  }
});

test('of several scans Kyverno looks at any one, so what is critical is seen at the latest when clean ones are too old', async () => {
  const policy = policyOf([{ from: `${registry.host}/shop`, signedBy: ['release'], scannedWithin: '24h' }]);
  const { object, notes } = kyvernoPolicy(policy);
  expect(notes).toContain(
    'WEAKER: of several scans by one signer, any one is looked at, not the newest. What a new scan found may go unseen until an older clean one is too old.',
  );
  const references: string[] = [];
  for (const scans of [
    [scan(hours(25), 'LOW'), scan(hours(1), 'CRITICAL')],
    [scan(hours(1), 'CRITICAL'), scan(hours(25), 'LOW')],
  ]) {
    const reference = await image('shop', ['release']);
    for (const each of scans) await cosign.attest('release', reference, 'vuln', each, 'bundle');
    references.push(reference);
  }
  const theirs = await byKyverno(object, references);
  for (const reference of references) {
    expect((await verifyImage(reference, policy, { signal })).allowed).toBe(false);
    expect(theirs.get(reference)).toMatch(/^fail: .* is not signed by release, and scanned within 86400 s/);
  }
});
