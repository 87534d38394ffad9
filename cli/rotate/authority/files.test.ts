import { X509Certificate } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority, keyPem } from '../../../rehearsal/cluster/certificate';
import { hasKey } from '../certificates/certificate';
import { heldAt, layOldAside, makeNext, nameAfter, removeOld, signByNext, trustBoth, trustNextOnly } from './files';
import type { Journal } from './journal';
import type { Place } from './place';

describe('files of an authority', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-files-'));
  const pair = (name: string) => ({ certificate: join(folder, `${name}.crt`), key: join(folder, `${name}.key`) });
  const place = { name: 'cluster', current: pair('ca'), next: pair('ca.next'), old: pair('ca.old') } as Place;
  const now = new Date();
  const textOf = (path: string) => readFileSync(path, 'utf8');
  const modeOf = (path: string) => statSync(path).mode & 0o777;
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeEach(() => {
    for (const name of readdirSync(folder)) rmSync(join(folder, name));
    const { certificate, key } = createAuthority('kubernetes-ca', 24 * 100);
    writeFileSync(place.current.certificate, certificate, { mode: 0o644 });
    writeFileSync(place.current.key, keyPem(key), { mode: 0o400 });
  });

  function begun(): Journal {
    const [{ fingerprint256: old }, { fingerprint256: next }] = makeNext(place, now);
    return { old, next, stage: 'trust', before: {} };
  }

  it('make another one, for the same readers and as long, by another name', () => {
    const [present, next] = makeNext(place, now);
    expect(next.subject).toMatch(/^CN=kubernetes-ca-\d{14}$/);
    expect(Math.round((Date.parse(next.validTo) - now.getTime()) / 86_400_000)).toBe(100);
    expect(hasKey(next, textOf(place.next.key))).toBe(true);
    expect([modeOf(place.next.key), modeOf(place.next.certificate)]).toEqual([0o400, 0o644]);
    expect(heldAt(place)).toEqual({ trusted: [present.fingerprint256], next: next.fingerprint256 });
    expect(readdirSync(folder).sort()).toEqual(['ca.crt', 'ca.key', 'ca.next.crt', 'ca.next.key']);
  });

  it('go from the old one to the new one, each act as often as one likes', () => {
    const [cert, key] = [textOf(place.current.certificate), textOf(place.current.key)];
    const journal = begun();
    const twice = (act: () => boolean) => expect([act(), act()]).toEqual([true, false]);
    layOldAside(place, journal);
    twice(() => trustBoth(place, journal));
    layOldAside(place, journal);
    expect([textOf(place.old.certificate), textOf(place.old.key)]).toEqual([cert, key]);
    expect(heldAt(place).trusted).toEqual([journal.old, journal.next]);
    twice(() => signByNext(place, journal));
    expect(heldAt(place).trusted).toEqual([journal.next, journal.old]);
    expect(hasKey(new X509Certificate(textOf(place.current.certificate)), textOf(place.current.key))).toBe(true);
    // Whoever lays the old one aside again must not take the new one for it.
    layOldAside(place, journal);
    expect([textOf(place.old.key), modeOf(place.old.key), modeOf(place.current.key)]).toEqual([key, 0o400, 0o400]);
    twice(() => trustNextOnly(place, journal));
    removeOld(place);
    expect(readdirSync(folder).sort()).toEqual(['ca.crt', 'ca.key']);
    expect(heldAt(place)).toEqual({ trusted: [journal.next], next: undefined });
    expect(textOf(place.current.key)).not.toBe(key);
  });

  it('get the new key where the old one is kept elsewhere', () => {
    const journal = begun();
    rmSync(place.current.key);
    layOldAside(place, journal);
    trustBoth(place, journal);
    signByNext(place, journal);
    expect(existsSync(place.old.key)).toBe(false);
    expect(modeOf(place.current.key)).toBe(0o400);
  });

  it.each([
    ['its key is missing', () => rmSync(place.current.key), 'bring the authority’s key'],
    ['others may read its key', () => writeFileSync(place.current.key, readKey(), { mode: 0o640 }), 'has mode 640'],
  ])('are refused where %s', (_, spoil, message) => {
    spoil();
    expect(() => makeNext(place, now)).toThrow(message.replace('’', "'"));
    expect(existsSync(place.next.key)).toBe(false);
  });

  function readKey(): string {
    const key = textOf(place.current.key);
    rmSync(place.current.key);
    return key;
  }

  it.each([
    ['CN=kubernetes', 'kubernetes-20261125120000'],
    ['O=edge\nCN=etcd-ca-20250101000000', 'etcd-ca-20261125120000'],
    ['CN=Ours & yours', 'ca-20261125120000'],
  ])('name the one after %j', (subject, name) => {
    expect(nameAfter({ subject }, new Date('2026-11-25T12:00:00Z'))).toBe(name);
  });
});
