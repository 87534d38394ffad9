import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { locked } from './lock';

describe('a lock', () => {
  const folder = mkdtempSync(join(tmpdir(), 'palisade-lock-'));
  const path = join(folder, '.rotation.lock');
  afterAll(() => rmSync(folder, { recursive: true }));
  afterEach(() => expect(readdirSync(folder)).toEqual([]));

  it('is given back, also after a failure', async () => {
    expect(await locked(path, async () => 'done')).toBe('done');
    await expect(locked(path, () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  });

  it('keeps out whoever comes meanwhile', async () => {
    await locked(path, async () => {
      // The same process cannot be told from another one: it lives.
      await expect(locked(path, async () => {})).rejects.toThrow(`process ${process.pid} is at it: wait until it ends`);
      writeFileSync(`${path}.${process.pid}`, String(process.pid));
    });
  });

  it.each([
    ['of a process that was killed', String(spawnSync('true').pid)],
    ['that holds nothing', ''],
    ['that holds anything else', 'garbage'],
  ])('%s is taken over', async (_, text) => {
    writeFileSync(path, text);
    expect(await locked(path, async () => 'done')).toBe('done');
  });
});
