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
      await expect(locked(path, async () => {})).rejects.toThrow(`process ${process.pid} is at it: wait until it ends`);
    });
  });

  it.each([
    ['of a process that was killed', JSON.stringify({ pid: spawnSync('true').pid, started: 'long ago' })],
    ['of an earlier process of the same number', JSON.stringify({ pid: process.pid, started: 'long ago' })],
    ['that holds nothing', ''],
    ['that holds anything else', 'garbage'],
  ])('%s is taken over', async (_, text) => {
    writeFileSync(path, text);
    expect(await locked(path, async () => 'done')).toBe('done');
  });
});
