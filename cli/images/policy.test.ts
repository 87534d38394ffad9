import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { policyOf } from '../../admission/testing/policy';
import { testKey } from '../../admission/testing/signing';
import { type ImagesArguments, runImages } from '.';
import { kyvernoPolicy } from './kyverno';

const folder = mkdtempSync(join(tmpdir(), 'palisade-policy-'));
const policy = join(folder, 'trust.json');
const files = { 'release.pub': testKey().pem, 'vendor.pub': testKey().pem };
const trust = {
  signers: {
    release: { key: 'release.pub', transparencyLog: false },
    "o'neill": { key: 'vendor.pub', transparencyLog: false },
  },
  images: [
    { from: 'registry.example.com', signedBy: ['release'] },
    { from: 'registry.example.com/vendor', signedBy: ["o'neill", 'release'], scannedWithin: '24h', sbom: true },
  ],
};
beforeAll(() => {
  writeFileSync(policy, JSON.stringify(trust));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
});
afterAll(() => rmSync(folder, { recursive: true }));

async function run(given: Partial<ImagesArguments>) {
  const written = { out: '', err: '' };
  const to = (stream: 'out' | 'err') => ({
    write: (text: string) => {
      written[stream] += text;
    },
  });
  const streams = { stdin: [] as never, stdout: to('out'), stderr: to('err') };
  const code = await runImages({ words: ['policy'], policy, ...given }, streams, new AbortController().signal);
  return { code, ...written };
}

interface Spec {
  readonly validations: readonly { readonly expression: string }[];
  readonly attestors: readonly { readonly cosign: object }[];
  readonly matchImageReferences: readonly { readonly expression: string }[];
}
const specOf = (config: object, more: Record<string, string> = {}): Spec =>
  (kyvernoPolicy(policyOf(config, { ...files, ...more })).object as { spec: Spec }).spec;

test('each place is judged by its own, the narrower one not by the wider one', () => {
  const { validations, matchImageReferences } = specOf(trust);
  expect(matchImageReferences[0]?.expression).toBe(
    "ref.startsWith('registry.example.com/') || ref.startsWith('registry.example.com/vendor/') || ref.startsWith('registry.example.com/vendor:') || ref.startsWith('registry.example.com/vendor@')",
  );
  expect(validations[2]?.expression).toBe(
    "variables.images.filter(ref, (ref.startsWith('registry.example.com/')) && !(ref.startsWith('registry.example.com/vendor/') || ref.startsWith('registry.example.com/vendor:') || ref.startsWith('registry.example.com/vendor@'))).all(ref, (verifyAttestationSignatures(ref, attestations.signature, [attestors['release']]) > 0))",
  );
  expect(validations[3]?.expression).toContain("[attestors['o\\'neill']]) > 0");
  expect(validations[3]?.expression).toContain("<= duration('86400s')");
});

test('identities are compared whole, and * stands for what is no slash', () => {
  const subject = 'https://github.com/acme/shop/.github/workflows/*.yml@refs/tags/v*';
  const identity = { issuer: 'https://issuer.example.com', subject };
  const root = JSON.stringify({ tlogs: [{ baseUrl: 'https://rekor.example.com' }] });
  const { attestors } = specOf(
    {
      trustedRoot: 'root.json',
      signers: { pipeline: identity },
      images: [{ from: 'registry.example.com', signedBy: ['pipeline'] }],
    },
    { 'root.json': root },
  );
  expect(attestors[0]?.cosign).toEqual({
    keyless: {
      identities: [
        {
          issuer: 'https://issuer.example.com',
          subjectRegExp: '^https://github\\.com/acme/shop/\\.github/workflows/[^/]*\\.yml@refs/tags/v[^/]*$',
        },
      ],
    },
    trustedRoot: { value: expect.stringContaining('https://rekor.example.com') },
  });
});

test('the same policy gives the same bytes, on standard output or in a file; what it says less well is told', async () => {
  const { code, out, err } = await run({ for: 'kyverno' });
  expect(code).toBe(0);
  expect(err).toContain('note: WEAKER: of several scans by one signer, any one is looked at, not the newest.');
  expect(await run({ for: 'kyverno', out: join(folder, 'out') })).toEqual({ code: 0, out: '', err });
  expect(readFileSync(join(folder, 'out/image-validating-policy.yaml'), 'utf8')).toBe(out);
});

test.each<[string, Partial<ImagesArguments>, string]>([
  ['for nobody', {}, '--for is missing; write kyverno or webhook'],
  ['for somebody unknown', { for: 'opa' }, "--for is 'opa'; write kyverno or webhook"],
  ['of nothing', { for: 'kyverno', policy: undefined }, 'policy needs --policy FILE'],
  ['with a CA for Kyverno', { for: 'kyverno', ca: 'ca.crt' }, '--ca and --namespace go with --for webhook'],
  [
    'for a webhook without a CA',
    { for: 'webhook' },
    "--for webhook needs --ca FILE: who signs the service's certificate",
  ],
  [
    'with --pin',
    { for: 'kyverno', pin: true },
    'policy takes --for, --policy, --out, and for a webhook --ca and --namespace',
  ],
])('a policy %s is no policy', async (_, given, message) => {
  expect(await run(given)).toEqual({
    code: 2,
    out: '',
    err: `palisade images: ${message}\nTry: palisade images --help\n`,
  });
});

test('a CA that is none is told', async () => {
  expect((await run({ for: 'webhook', ca: policy })).err).toBe(
    'palisade images: the authority is no certificate in PEM: give that of who signs the certificate of the service\n',
  );
});
