import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { textOfFile, writeFiles } from './write';

describe('writing files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'palisade-write-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('gives each its mode, whatever the mask is and whatever was there', () => {
    writeFileSync(join(folder, 'open'), 'old', { mode: 0o666 });
    const mask = process.umask(0o077);
    try {
      writeFiles(folder, [
        { path: 'open', mode: 0o600, content: 'new' },
        { path: 'nodes/a/etc/b.yaml', mode: 0o644, content: { documents: [{ a: 1 }, { b: 'no' }] } },
      ]);
    } finally {
      process.umask(mask);
    }
    expect(statSync(join(folder, 'open')).mode & 0o777).toBe(0o600);
    expect(statSync(join(folder, 'nodes/a/etc/b.yaml')).mode & 0o777).toBe(0o644);
    expect(readFileSync(join(folder, 'nodes/a/etc/b.yaml'), 'utf8')).toBe('a: 1\n---\nb: "no"\n');
  });

  it('begins a file of cloud-init’s as that wants it', () => {
    expect(textOfFile({ content: { documents: [{ hostname: 'a' }], firstLine: '#cloud-config' } })).toBe(
      '#cloud-config\nhostname: a\n',
    );
  });

  it('follows no link, and leaves the folder nowhere', () => {
    symlinkSync(tmpdir(), join(folder, 'nodes'));
    const file = (path: string) => [{ path, mode: 0o600, content: '' }];
    expect(() => writeFiles(folder, file('nodes/a'))).toThrow(
      new Error(`${join(folder, 'nodes')} is a symbolic link: remove it, or write to another folder`),
    );
    expect(() => writeFiles(folder, file('../a'))).toThrow(new Error(`../a leads out of ${folder}`));
  });
});
