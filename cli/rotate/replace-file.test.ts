import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { replaceFile, unwritable } from './replace-file';

describe('a file that is replaced', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-replace-'));
  const path = join(folder, 'ca.key');
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each([0o400, 0o440, 0o600, 0o644])('keeps mode %o', (mode) => {
    rmSync(path, { force: true });
    writeFileSync(path, 'old');
    chmodSync(path, mode);
    replaceFile(path, 'new');
    expect([readFileSync(path, 'utf8'), statSync(path).mode & 0o777]).toEqual(['new', mode]);
    expect(readdirSync(folder)).toEqual(['ca.key']);
  });

  it('is not written through what somebody laid in its way', () => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'untouched');
    symlinkSync(victim, join(folder, '.ca.key.unfinished'));
    replaceFile(path, 'newer');
    expect(readFileSync(victim, 'utf8')).toBe('untouched');
    expect(readFileSync(path, 'utf8')).toBe('newer');
  });

  it.each([
    ['ENOSPC', 'the disk is full: make room'],
    ['EDQUOT', 'the disk is full: make room'],
    ['EROFS', 'the file system is read-only: mount it for writing'],
    ['EACCES', 'this user may not: run the command as root'],
    ['EIO', 'EIO: i/o error'],
  ])('says after %s what to do', (code, why) => {
    const error = Object.assign(new Error(`${code}: i/o error`), { code });
    expect(unwritable('/x', error).message).toBe(
      `/x could not be written and is as it was: ${why}, and run the command again`,
    );
  });
});
