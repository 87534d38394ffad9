import { X509Certificate } from 'node:crypto';
import { createAuthority } from '../../../rehearsal/cluster/certificate';
import { bundle, certificatesIn } from './bundle';

describe('a bundle of authorities', () => {
  const [old, next, other] = ['old', 'next', 'other'].map(
    (name) => new X509Certificate(createAuthority(name, 24).certificate),
  ) as [X509Certificate, X509Certificate, X509Certificate];
  const pem = (...all: readonly X509Certificate[]) => all.map(String).join('');
  const gone = old.fingerprint256;

  it.each([
    ['gets the next one after the old one', bundle.withNext(pem(old), gone, next), pem(old, next)],
    ['gets it once', bundle.withNext(pem(old, next), gone, next), pem(old, next)],
    ['gets it beside others', bundle.withNext(pem(other, old), gone, next), pem(other, old, next)],
    ['does not get it where the old one is not trusted', bundle.withNext(pem(other), gone, next), pem(other)],
    ['has the next one first, to sign', bundle.nextFirst(pem(old, other, next), next), pem(next, old, other)],
    ['loses the old one', bundle.without(pem(next, old, other), gone), pem(next, other)],
    ['never loses its last', bundle.without(pem(old), gone), pem(old)],
  ])('%s', (_, found, expected) => {
    expect(found).toBe(expected);
  });

  it('keeps a text as it is where nothing changes, remarks too', () => {
    const text = `# ours\n${pem(next)}`;
    expect(bundle.without(text, gone)).toBe(text);
  });

  it.each(['', 'nothing', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'])(
    'is refused where it is %j',
    (text) => {
      expect(() => certificatesIn(text, '/ca.crt')).toThrow('/ca.crt holds no certificate in PEM');
    },
  );
});
