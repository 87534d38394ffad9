import type { Verdict } from '../verify-image';
import { type CacheOptions, VerdictCache } from './verdict-cache';

const options: CacheOptions = { entries: 3, allowed: 1000, refused: 100, fingerprint: 'f', atOnce: 1 };
const image = (name: string) => `registry.example.com/${name}@sha256:${'0a'.repeat(32)}`;
const good: Verdict = { allowed: true, reasons: [] };

function cacheOf(verdict: Verdict | ((reference: string) => Promise<Verdict>), changed: Partial<CacheOptions> = {}) {
  const asked: string[] = [];
  const clock = { now: 0 };
  const verify = async (reference: string): Promise<Verdict> => {
    asked.push(reference.split('@')[0] ?? '');
    return typeof verdict === 'function' ? await verdict(reference) : verdict;
  };
  return { cache: new VerdictCache(verify, { ...options, ...changed }, () => clock.now), asked, clock };
}

test.each([
  ['allowed', good, 1000],
  ['refused', { allowed: false, reasons: ['no'] }, 100],
  ['allowed until its scan is too old', { ...good, validUntil: 50 }, 50],
])('what is %s is kept for its time', async (_, verdict, lifetime) => {
  const { cache, asked, clock } = cacheOf(verdict);
  const sources: string[] = [];
  for (const now of [0, lifetime - 1, lifetime]) {
    clock.now = now;
    sources.push((await cache.get(image('web'))).source);
  }
  expect(sources).toEqual(['verified', 'kept', 'verified']);
  expect(asked).toHaveLength(2);
});

test('what a registry did not answer is kept for 5 seconds', async () => {
  const { cache, clock } = cacheOf({ allowed: false, reasons: ['no'], isTransient: true }, { refused: 60_000 });
  await cache.get(image('web'));
  clock.now = 4999;
  expect((await cache.get(image('web'))).source).toBe('kept');
  clock.now = 5000;
  expect((await cache.get(image('web'))).source).toBe('verified');
});

test('tags make no other entry, names do', async () => {
  const { cache, asked } = cacheOf(good);
  for (const name of ['web', 'web:v1', 'api']) await cache.get(image(name));
  expect(asked).toEqual(['registry.example.com/web', 'registry.example.com/api']);
});

test('no more are kept than there is room for, and those not asked for longest go first', async () => {
  const { cache } = cacheOf(good);
  for (const name of ['a', 'b', 'a', 'c']) await cache.get(image(name));
  expect(cache.size).toBe(2);
  expect((await cache.get(image('a'))).source).toBe('kept');
  expect((await cache.get(image('b'))).source).toBe('verified');
});

test('whoever asks for ever more images that may not run drives none away that may', async () => {
  const { cache } = cacheOf(async (reference) =>
    reference.includes('/web@') ? good : { allowed: false, reasons: ['no'] },
  );
  for (const name of ['web', 'a', 'b', 'c', 'd']) await cache.get(image(name));
  expect((await cache.get(image('web'))).source).toBe('kept');
  expect((await cache.get(image('d'))).source).toBe('kept');
  expect((await cache.get(image('c'))).source).toBe('verified');
  expect(cache.size).toBe(2);
});

test('what is not pinned, or no reference, is not kept', async () => {
  const { cache, asked } = cacheOf({ allowed: false, reasons: ['no'] });
  for (const name of ['web:v1', 'web:v1', '///', '///']) await cache.get(name);
  expect(asked).toHaveLength(4);
  expect(cache.size).toBe(0);
});

test('who asks for what is under way waits for it, and the next for its turn', async () => {
  const ends: (() => void)[] = [];
  const { cache, asked } = cacheOf(async () => {
    await new Promise<void>((resolve) => ends.push(resolve));
    return good;
  });
  const all = [image('a'), image('a'), image('b')].map((each) => cache.get(each));
  await new Promise(setImmediate);
  expect({ asked: [...asked], underWay: cache.underWay }).toEqual({ asked: ['registry.example.com/a'], underWay: 2 });
  ends.shift()?.();
  await new Promise(setImmediate);
  ends.shift()?.();
  expect((await Promise.all(all)).map(({ source }) => source)).toEqual(['verified', 'joined', 'verified']);
  expect(cache.underWay).toBe(0);
});

test('a verifier that fails keeps nothing and blocks nobody', async () => {
  const { cache } = cacheOf(async () => {
    throw new Error('broken');
  });
  await expect(cache.get(image('a'))).rejects.toThrow('broken');
  await expect(cache.get(image('a'))).rejects.toThrow('broken');
  expect({ size: cache.size, underWay: cache.underWay }).toEqual({ size: 0, underWay: 0 });
});

test('too many waiting are refused', async () => {
  const { cache } = cacheOf(() => new Promise(() => {}));
  for (let index = 0; index <= 1000; index += 1) void cache.get(image(`i${index}`));
  expect((await cache.get(image('last'))).verdict).toEqual({
    allowed: false,
    reasons: ['more than 1000 images wait to be verified: try again'],
    isTransient: true,
  });
});

test('long reasons are shortened', async () => {
  const { cache } = cacheOf({ allowed: false, reasons: ['x'.repeat(5000), 'y'] });
  await cache.get(image('a'));
  expect((await cache.get(image('a'))).verdict.reasons).toEqual([`${'x'.repeat(4095)}…`]);
});
