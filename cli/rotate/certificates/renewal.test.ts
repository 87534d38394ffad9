import { X509Certificate } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leafCommands } from '@palisade/constructs/control-plane';
import { runCommands } from '../run-commands';
import { certificateIn, isDue } from './certificate';
import type { HeldLeaf } from './leaves';
import { renew } from './renewal';
import { statusOf, statusTable } from './status';

const day = 86_400_000;

describe('a certificate', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-renewal-'));
  const at = (name: string) => join(folder, name);
  const leaf: HeldLeaf = {
    name: 'API server',
    authority: at('ca.crt'),
    holder: { kind: 'pair', files: { certificate: at('leaf.crt'), key: at('leaf.key') }, seen: { by: 'nobody' } },
  };
  const config: HeldLeaf = {
    name: 'kube-scheduler',
    authority: at('ca.crt'),
    holder: { kind: 'kubeconfig', path: at('scheduler.conf'), pod: undefined },
  };
  const who = {
    commonName: 'kube-apiserver',
    organizations: ['system:nodes', 'edge'],
    use: 'server-and-client',
    hosts: ['kubernetes', '10.0.0.11', 'fd00::1'],
    lifetime: 90,
  } as const;
  const authority = (name: string, days: number) =>
    runCommands([
      [
        ...['openssl', 'req', '-x509', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'],
        ...['-days', String(days), '-subj', `/CN=${name}`, '-addext', 'basicConstraints=critical,CA:TRUE'],
        ...['-keyout', at(`${name}.key`), '-out', at(`${name}.crt`)],
      ],
    ]);
  const held = () => new X509Certificate(readFileSync(at('leaf.crt')));
  const later = (days: number) => new Date(Date.now() + days * day);

  beforeEach(() => {
    for (const name of readdirSync(folder)) rmSync(at(name), { recursive: true });
    authority('ca', 3650);
    runCommands(leafCommands(at('leaf.crt'), at('ca.crt'), who));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is renewed for the same names, purpose and lifetime, with another key, for the same readers', () => {
    chmodSync(at('leaf.key'), 0o440);
    const before = held();
    renew(leaf, new Date());
    const after = held();
    for (const field of ['subject', 'subjectAltName', 'keyUsage', 'issuer'] as const) {
      expect(after[field]).toEqual(before[field]);
    }
    expect(after.publicKey.equals(before.publicKey)).toBe(false);
    expect(Math.round((Date.parse(after.validTo) - Date.parse(after.validFrom)) / day)).toBe(90);
    expect(statSync(at('leaf.key')).mode & 0o777).toBe(0o440);
    expect(readdirSync(folder).sort()).toEqual(['ca.crt', 'ca.key', 'leaf.crt', 'leaf.key']);
  });

  it('in a kubeconfig is renewed there, and all else in it stays', () => {
    const data = (name: string) => readFileSync(at(name)).toString('base64');
    const text = `# kept\nkind: Config\nusers:\n  - name: system:kube-scheduler\n    user:\n      client-certificate-data: ${data('leaf.crt')}\n      client-key-data: ${data('leaf.key')}\ncurrent-context: kept\n`;
    writeFileSync(at('scheduler.conf'), text, { mode: 0o600 });
    renew(config, new Date());
    const after = readFileSync(at('scheduler.conf'), 'utf8');
    const blank = (yaml: string) => yaml.replaceAll(/(data: ).*/g, '$1');
    expect(blank(after)).toBe(blank(text));
    expect(after).not.toContain(data('leaf.crt'));
    expect(statusOf(config, new Date())).toMatchObject({ due: false, problem: undefined });
  });

  it.each([
    [59, false],
    [61, true],
    [91, true],
  ])('of 90 days is after %i days due: %s', (days, due) => {
    expect(isDue(held(), later(days))).toBe(due);
  });

  it('that has ended is renewed', () => {
    const before = held();
    expect(statusOf(leaf, later(100)).problem).toBe(`it ended at ${new Date(before.validTo).toISOString()}`);
    renew(leaf, later(100));
    expect(held().fingerprint256).not.toBe(before.fingerprint256);
  });

  it('does not outlive its authority', () => {
    rmSync(at('ca.crt'));
    authority('ca', 30);
    runCommands(leafCommands(at('leaf.crt'), at('ca.crt'), who));
    renew(leaf, new Date());
    expect(Date.parse(held().validTo)).toBeLessThanOrEqual(
      Date.parse(new X509Certificate(readFileSync(at('ca.crt'))).validTo),
    );
  });

  it.each<[string, () => Date | undefined, string]>([
    [
      'its authority’s key is elsewhere',
      () => void rmSync(at('ca.key')),
      `there is no ${at('ca.key')}: bring the authority's key here for as long as the command runs, and take it away again`,
    ],
    [
      'another authority’s key lies there',
      () => {
        authority('other', 10);
        writeFileSync(at('ca.key'), readFileSync(at('other.key')));
        return undefined;
      },
      `${at('ca.key')} is not the key of the first certificate in ${at('ca.crt')}`,
    ],
    ['the authority has ended', () => later(4000), `${at('ca.crt')}, an authority, ended at `],
    ['the authority ends today', () => later(3649.5), `${at('ca.crt')}, an authority, ends within a day`],
    ['the clock is behind', () => later(-1), 'only: set this machine’s clock'.replace('’', "'")],
    [
      'another authority signed it',
      () => {
        authority('other', 10);
        runCommands(leafCommands(at('leaf.crt'), at('other.crt'), who));
        return undefined;
      },
      `${at('leaf.crt')} is signed by 'CN=other', and not by the authority in ${at('ca.crt')}: find out who put it there`,
    ],
    [
      'everybody may read the key',
      () => void chmodSync(at('leaf.key'), 0o644),
      `${at('leaf.key')} has mode 644, so that everybody may use the key: chmod 0400 it, and find out who read it`,
    ],
    [
      'it is no certificate',
      () => void writeFileSync(at('leaf.crt'), 'garbage'),
      `${at('leaf.crt')} holds no certificate in PEM: put back the one that belongs there`,
    ],
    ['its file is gone', () => void rmSync(at('leaf.crt')), `there is no ${at('leaf.crt')}: put back the file`],
    [
      'its place cannot be written',
      () => {
        mkdirSync(at('.leaf.crt.unfinished'));
        return undefined;
      },
      '.leaf.crt.unfinished',
    ],
  ])('is left as it is where %s', (_, spoil, message) => {
    const now = spoil() ?? new Date();
    const files = () =>
      ['leaf.crt', 'leaf.key'].map((name) => {
        try {
          return readFileSync(at(name), 'utf8');
        } catch {
          return undefined;
        }
      });
    const before = files();
    let said = 'nothing';
    try {
      renew(leaf, now);
    } catch (error) {
      said = (error as Error).message;
    }
    expect(said).toContain(message);
    expect(said).not.toContain('PRIVATE KEY');
    expect(files()).toEqual(before);
  });

  it('has a line in a table', () => {
    const ends = new Date(held().validTo).toISOString().slice(0, 10);
    writeFileSync(at('other.crt'), readFileSync(at('leaf.crt')));
    expect(statusTable([statusOf(leaf, new Date()), statusOf(leaf, later(61))])).toBe(
      `certificate  ends        state file\nAPI server   ${ends}  good  ${at('leaf.crt')}\nAPI server   ${ends}  due   ${at('leaf.crt')}\n`,
    );
    expect(certificateIn(readFileSync(at('leaf.crt'), 'utf8'), 'x').subject).toContain('kube-apiserver');
  });
});
