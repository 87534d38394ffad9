import { generateKeyPairSync } from 'node:crypto';
import { parseServiceConfig } from '../server/config';
import { policyOf } from '../testing/policy';
import { testKey } from '../testing/signing';
import { scopeOf } from './policy';

const { pem, privateKey } = testKey();
const weak = generateKeyPairSync('rsa', { modulusLength: 1024 })
  .publicKey.export({ type: 'spki', format: 'pem' })
  .toString();
const files = {
  'release.pub': pem,
  'release.key': privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  'weak.pub': weak,
  'empty.json': '{}',
  password: 'a-password\n',
};
const signers = { release: { key: 'release.pub', transparencyLog: false } };
const images = [{ from: 'registry.example.com/shop', signedBy: ['release'] }];

test('a policy is read', () => {
  const policy = policyOf(
    {
      signers,
      images: [...images, { from: 'docker.io/acme', signedBy: ['release'], scannedWithin: '7d', sbom: true }],
      registries: {
        'registry.example.com': { username: 'reader', passwordFile: 'password', tokenServer: 'auth.example.com' },
      },
    },
    files,
  );
  expect(policy.images.map(({ from, scannedWithin, sbom }) => ({ from, scannedWithin, sbom }))).toEqual([
    { from: 'registry.example.com/shop', scannedWithin: undefined, sbom: false },
    { from: 'docker.io/acme', scannedWithin: 604_800_000, sbom: true },
  ]);
  expect(policy.registries).toEqual({
    'registry.example.com': { username: 'reader', password: 'a-password', tokenServer: 'auth.example.com' },
  });
});

test('what changes a verdict changes the fingerprint', () => {
  const of = (config: object, others: object = {}) =>
    policyOf({ signers, images, ...config }, { ...files, ...others }).fingerprint;
  const all = [of({}), of({ images: [{ ...images[0], sbom: true }] }), of({}, { 'release.pub': testKey().pem })];
  expect(new Set(all).size).toBe(3);
  expect(of({})).toBe(of({}));
});

test.each([
  ['registry.example.com/shop/api', 'registry.example.com/shop'],
  ['registry.example.com/shop', 'registry.example.com/shop'],
  ['registry.example.com/shop/web/front', 'registry.example.com/shop/web'],
  ['registry.example.com/shopping', 'registry.example.com'],
  ['registry.example.com.evil.example.com/shop', undefined],
  ['registry.example.com:8443/shop', undefined],
])('%s belongs to %s', (name, from) => {
  const places = ['registry.example.com', 'registry.example.com/shop/web', 'registry.example.com/shop'];
  const policy = policyOf({ signers, images: places.map((each) => ({ from: each, signedBy: ['release'] })) }, files);
  expect(scopeOf(name, policy)?.from).toBe(from);
});

const identity = { issuer: 'https://issuer.example.com', subject: 'a@example.com' };
test.each([
  ['no images', { signers }, 'images must be a list of one or more'],
  [
    'an unknown key',
    { signers, images, mode: 'warn' },
    'mode is not known; known are images, signers, trustedRoot, registries',
  ],
  [
    'an unknown signer',
    { signers, images: [{ from: 'a.example.com', signedBy: ['x'] }] },
    "images[0].signedBy: there is no signer 'x' among signers",
  ],
  [
    'a place twice',
    { signers, images: [...images, ...images] },
    'images: registry.example.com/shop stands there twice: join the two',
  ],
  [
    'a bare name',
    { signers, images: [{ from: 'shop', signedBy: ['release'] }] },
    "images[0].from is 'shop'; write a registry's host, or a path below it: registry.example.com/shop",
  ],
  [
    'a pattern',
    { signers, images: [{ from: 'a.example.com/*', signedBy: ['release'] }] },
    "images[0].from is 'a.example.com/*'; write a registry's host, or a path below it: registry.example.com/shop",
  ],
  [
    'a tag',
    { signers, images: [{ from: 'a.example.com/web:v1', signedBy: ['release'] }] },
    "images[0].from is 'a.example.com/web:v1'; write a registry's host, or a path below it: registry.example.com/shop",
  ],
  [
    'a number for a time',
    { signers, images: [{ ...images[0], scannedWithin: 24 }] },
    'images[0].scannedWithin must be a duration such as 30s, 10m, 24h or 7d',
  ],
  [
    'a missing file',
    { signers: { a: { key: 'x', transparencyLog: false } }, images },
    'signers.a.key: x cannot be read: there is no such file',
  ],
  [
    'a private key',
    { signers: { a: { key: 'release.key', transparencyLog: false } }, images },
    'signers.a.key holds a private key: give the public one, and change the key',
  ],
  [
    'no key',
    { signers: { a: { key: 'empty.json', transparencyLog: false } }, images },
    'signers.a.key holds no public key in PEM, as cosign public-key prints it',
  ],
  [
    'a weak key',
    { signers: { a: { key: 'weak.pub', transparencyLog: false } }, images },
    'signers.a.key is an RSA key of less than 2048 bits',
  ],
  [
    'a key in a log that nobody knows',
    { signers: { a: { key: 'release.pub' } }, images },
    'signers.a needs trustedRoot, the keys of the transparency log; where you keep none, write transparencyLog: false',
  ],
  [
    'an identity without a root',
    { signers: { a: identity }, images },
    'signers.a needs trustedRoot, the keys of the log that its signatures stand in',
  ],
  [
    'both',
    { signers: { a: { ...identity, key: 'release.pub' } }, images },
    'signers.a must have either a key, or an issuer and a subject',
  ],
  [
    'an empty root',
    { trustedRoot: 'empty.json', signers, images },
    'trustedRoot is no trusted root of Sigstore (trusted_root.json): it names no log and no authority',
  ],
  [
    'a name without a password',
    { signers, images, registries: { 'a.example.com': { username: 'a' } } },
    'registries.a.example.com must have username and passwordFile, or neither',
  ],
])('a policy with %s is refused', (_, config, message) => {
  expect(() => policyOf(config, files)).toThrow(expect.objectContaining({ name: 'ConfigError', message }));
});

describe('the configuration of the service', () => {
  const whole = `
signers: { release: { key: release.pub, transparencyLog: false } }
images: [{ from: registry.example.com, signedBy: [release] }]
tls: { certificate: tls.crt, key: tls.key, clientAuthority: ca.crt }
`;
  const parsed = (text: string) => parseServiceConfig(text, (path) => files[path as keyof typeof files]);

  test('has what is not said', () => {
    const { policy: _, ...others } = parsed(whole);
    expect(others).toEqual({
      listen: { host: '0.0.0.0', port: 8443 },
      metrics: { host: '127.0.0.1', port: 9464 },
      tls: { certificate: 'tls.crt', key: 'tls.key', clientAuthority: 'ca.crt', clients: [] },
      timeout: 8000,
      cache: { entries: 10_000, allowed: 600_000, refused: 30_000 },
    });
  });

  test('lets anybody ask only where that is written', () => {
    const open = whole.replace('clientAuthority: ca.crt', 'clientAuthentication: false');
    expect(parsed(open).tls.clientAuthority).toBeUndefined();
    expect(() => parsed(whole.replace(', clientAuthority: ca.crt', ''))).toThrow('tls.clientAuthority must be a text');
    expect(() => parsed(`${open}metrics: 0.0.0.0:9464`)).toThrow(
      'metrics must listen on 127.0.0.1 or [::1] where tls.clientAuthentication is false',
    );
    expect(() =>
      parsed(open.replace('clientAuthentication: false', 'clientAuthentication: false, clientAuthority: ca.crt')),
    ).toThrow('tls.clientAuthentication is false: tls.clientAuthority and tls.clients would not be looked at');
  });

  test.each([
    ['listen: :8443', "listen is ':8443'; write an address and a port: 0.0.0.0:8443 or [::]:8443"],
    ['metrics: localhost:1', "metrics is 'localhost:1'; write an address and a port: 0.0.0.0:8443 or [::]:8443"],
    ['timeout: 30s', 'timeout must be 28s or less: the API server waits for no more than 30s'],
    ['cache: { entries: 0 }', 'cache.entries must be a whole number from 1 to 1000000'],
    ['failOpen: true', expect.stringContaining('failOpen is not known')],
    ['tls: {}', 'the file is no YAML: Map keys must be unique at line 5, column 1:'],
    ['a: &a [*a, *a]', expect.any(String)],
  ])('with %s is refused', (line, message) => {
    expect(() => parsed(whole + line)).toThrow(expect.objectContaining({ name: 'ConfigError', message }));
  });
});
