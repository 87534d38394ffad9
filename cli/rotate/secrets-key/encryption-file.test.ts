import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceFile } from '../replace-file';
import { EncryptionFile } from './encryption-file';
import { type Stage, stageOf } from './stage';

const folder = mkdtempSync(join(tmpdir(), 'palisade-encryption-'));
const path = join(folder, 'encryption.yaml');
afterAll(() => rmSync(folder, { recursive: true }));

const secret = (byte: number) => Buffer.alloc(32, byte).toString('base64');
const head = 'apiVersion: apiserver.config.k8s.io/v1\nkind: EncryptionConfiguration\n';
const yaml = (...names: string[]) =>
  `${head}# ours\nresources:\n  - resources:\n      - "*.*"\n    providers:\n      - secretbox:\n          keys:\n${names
    .map((name) => `            - name: ${name}\n              secret: ${secret(Number(name.slice(-1)))}\n`)
    .join('')}`;
const providers = (text: string) => `${head}resources: [{ resources: ['*.*'], providers: [${text}] }]`;
const key = `{ name: key1, secret: ${secret(1)} }`;

function file(text: string, mode = 0o600): EncryptionFile {
  writeFileSync(path, text);
  chmodSync(path, mode);
  return EncryptionFile.read(path);
}

describe('an encryption file', () => {
  it('is told by the hash of its bytes, as the API server tells it', () => {
    const text = yaml('key1');
    expect(file(text).hash).toBe(`sha256:${createHash('sha256').update(text).digest('hex')}`);
  });

  it('gets a key more, second, and keeps its comments', () => {
    expect(file(yaml('key1')).withKey('key2', Buffer.alloc(32, 2))).toBe(yaml('key1', 'key2'));
  });

  it('gets another first key', () => {
    expect(file(yaml('key1', 'key2')).withFirst('key2')).toBe(yaml('key2', 'key1'));
  });

  it('keeps its first key only', () => {
    expect(file(yaml('key2', 'key1')).withFirstOnly()).toBe(yaml('key2'));
  });

  it('is JSON where it was', () => {
    const json = JSON.stringify({
      apiVersion: 'apiserver.config.k8s.io/v1',
      kind: 'EncryptionConfiguration',
      resources: [{ resources: ['*.*'], providers: [{ secretbox: { keys: [{ name: 'key1', secret: secret(1) }] } }] }],
    });
    const next = JSON.parse(file(json).withKey('key2', Buffer.alloc(32, 2)));
    expect(next.resources[0].providers[0].secretbox.keys).toEqual([
      { name: 'key1', secret: secret(1) },
      { name: 'key2', secret: secret(2) },
    ]);
  });

  it('sees when somebody else has changed it', () => {
    const before = file(yaml('key1'));
    expect(before.isStill()).toBe(true);
    writeFileSync(path, yaml('key2'));
    expect(before.isStill()).toBe(false);
  });
});

describe('an encryption file that cannot be rotated', () => {
  it.each<[string, string, string]>([
    ['no YAML', `a: [\n  ${secret(1)}`, 'is no YAML (BAD_INDENT): mend it by hand'],
    ['a list', '[]', 'is no EncryptionConfiguration: it is no mapping'],
    [
      'something else',
      'apiVersion: v1\nkind: Secret',
      'is Secret of v1: name a file of the kind EncryptionConfiguration',
    ],
    ['two entries', `${head}resources: [{}, {}]`, 'has 2 entries under resources: this rotates files with one'],
    [
      'identity first',
      providers(`{ identity: {} }, { secretbox: { keys: [${key}] } }`),
      'has identity first, so nothing is encrypted',
    ],
    ['no providers', providers(''), 'has the providers none: this rotates secretbox and kms'],
    [
      'a provider that is not known',
      providers('{ rot13: {} }'),
      'has the providers rot13: this rotates secretbox and kms',
    ],
    [
      'another provider',
      providers(`{ aescbc: { keys: [${key}] } }`),
      'has the providers aescbc: this rotates secretbox',
    ],
    [
      'two kinds',
      providers(`{ secretbox: { keys: [${key}] } }, { aescbc: { keys: [${key}] } }`),
      'has the providers secretbox, aescbc: this rotates one',
    ],
    ['KMS v1', providers('{ kms: { name: vault } }'), 'has a kms provider of version undefined: write apiVersion: v2'],
    ['no keys', providers('{ secretbox: { keys: [] } }'), 'has no keys under secretbox'],
    [
      'a key of another length',
      providers('{ secretbox: { keys: [{ name: k, secret: AAAA }] } }'),
      'the key k has 3 bytes in base64',
    ],
    [
      'a name with a colon',
      providers('{ secretbox: { keys: [{ name: "a:b" }] } }'),
      'key 1 has no name that is one word',
    ],
    ['a name twice', providers(`{ secretbox: { keys: [${key}, ${key}] } }`), 'has two keys of the name key1'],
  ])('%s', (_, text, message) => {
    expect(() => file(text)).toThrow(message);
    // Whatever is wrong with it, what it holds is not told.
    expect(() => file(text)).not.toThrow(secret(1).slice(0, 12));
  });

  it.each([0o644, 0o640, 0o604, 0o700])('the mode %o', (mode) => {
    expect(() => file(yaml('key1'), mode)).toThrow(`keys are for their owner only: chmod 0600 ${path}`);
  });

  it('a symbolic link, a folder, and nothing', () => {
    const link = join(folder, 'link');
    symlinkSync(path, link);
    expect(() => EncryptionFile.read(link)).toThrow('is a symbolic link: name the file that it leads to');
    expect(() => EncryptionFile.read(folder)).toThrow('is no file');
    expect(() => EncryptionFile.read(join(folder, 'none'))).toThrow('cannot be read: ENOENT');
  });
});

/** The steps as they follow from the file alone: whatever process comes next takes up what the last one left. */
describe('a rotation that is killed at any write', () => {
  const step = (at: Stage): string | undefined => {
    const before = EncryptionFile.read(path);
    if (at.at === 'one-key') return before.withKey('key2', Buffer.alloc(32, 2));
    return at.at === 'added' ? before.withFirst(at.key) : before.withFirstOnly();
  };
  const names = () => {
    const { provider } = EncryptionFile.read(path);
    return provider.kind === 'secretbox' ? provider.keys : (['none'] as const);
  };

  it.each([
    ['before it adds', ['key1'], ['key1', 'key2']],
    ['before it puts the new one first', ['key1', 'key2'], ['key2', 'key1']],
    ['before it takes the old one out', ['key2', 'key1'], ['key2']],
  ])('%s: the file is as before, and then as after', (_, before, after) => {
    file(yaml(...before));
    // The kill leaves half of the next file beside it; the file itself is whole.
    writeFileSync(join(folder, '.encryption.yaml.unfinished'), 'apiVersion: apise');
    expect(names()).toEqual(before);
    const next = step(stageOf(path, names())) ?? '';
    replaceFile(path, next, { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0, mode: 0o600 });
    expect(names()).toEqual(after);
    expect(readFileSync(path, 'utf8')).toBe(yaml(...after));
  });
});
