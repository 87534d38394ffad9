import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lock } from './lock';
import { ownIdentity } from './process-identity';

const folder = mkdtempSync(join(tmpdir(), 'palisade-lock-'));
const path = join(folder, 'lock');
afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name));
});
afterAll(() => rmSync(folder, { recursive: true }));
const never = new AbortController().signal;

describe('a lock', () => {
  it('is held by one, who is named to the next', () => {
    const lock = Lock.try(path) as Lock;
    expect(lock).toBeInstanceOf(Lock);
    expect(Lock.try(path)).toEqual(ownIdentity());
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    expect(Lock.try(path)).toBeInstanceOf(Lock);
  });

  it('is waited for, and the wait is told of once', async () => {
    const lock = Lock.try(path) as Lock;
    const waits: number[] = [];
    const next = Lock.acquire(path, never, ({ pid }) => waits.push(pid));
    setTimeout(() => lock.release(), 250);
    expect(await next).toBeInstanceOf(Lock);
    expect(waits).toEqual([process.pid]);
  });

  it('is not waited for longer than until an abort', async () => {
    Lock.try(path);
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error('enough')), 50);
    await expect(Lock.acquire(path, abort.signal, () => {})).rejects.toThrow('enough');
  });

  it.each([
    ['a process that has ended', JSON.stringify({ pid: spawnSync('true').pid, started: 'long ago' })],
    ['an earlier process of the same number', JSON.stringify({ pid: process.pid, started: 'long ago' })],
    ['nobody that can be made out', 'half a lo'],
  ])('is taken over from %s', (_whose, text) => {
    writeFileSync(path, text);
    const lock = Lock.try(path) as Lock;
    expect(lock).toBeInstanceOf(Lock);
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('sweeps what the killed left beside it, and nothing else', () => {
    const id = '00000000-0000-4000-8000-000000000000';
    const dead = spawnSync('true').pid;
    const others = [`lock.${process.pid}.${id}`, `lock.${dead}.txt`, `other.${dead}.${id}`];
    for (const name of [`lock.${dead}.${id}`, ...others]) writeFileSync(join(folder, name), '');
    (Lock.try(path) as Lock).release();
    expect(readdirSync(folder).sort()).toEqual([...others].sort());
  });

  it('that was taken over is not released by who lost it', () => {
    const lost = Lock.try(path) as Lock;
    rmSync(path);
    const held = Lock.try(path);
    expect(held).toBeInstanceOf(Lock);
    lost.release();
    expect(Lock.try(path)).toEqual(ownIdentity());
  });
});
