import type { Verdict } from '../verify-image';
import { Metrics } from './metrics';
import { Reviewer } from './reviewer';
import { VerdictCache } from './verdict-cache';

function reviewerOf(verify: () => Promise<Verdict>) {
  const metrics = new Metrics({ palisade_image_verdicts_kept: ['Verdicts in the cache.', () => 7] });
  const cache = new VerdictCache(verify, { entries: 10, allowed: 1000, refused: 1000, fingerprint: 'f', atOnce: 1 });
  return { reviewer: new Reviewer(cache, metrics, 50), metrics };
}

const images = [{ at: 'containers[0]', image: `a.example.com/web@sha256:${'0a'.repeat(32)}` }];

test('what is allowed is, and counted', async () => {
  const { reviewer, metrics } = reviewerOf(async () => ({ allowed: true, reasons: [] }));
  expect(await reviewer.review({ images, namespace: '' })).toEqual({ allowed: true, reason: '' });
  await reviewer.review({ images: [...images, ...images], namespace: '' });
  metrics.count('palisade_image_reviews_total', { protocol: 'image-review', outcome: 'allowed' });
  metrics.took(0.003);
  metrics.took(60);
  const lines = metrics
    .text()
    .split('\n')
    .filter((line) => !line.startsWith('#'));
  expect(lines).toEqual([
    'palisade_image_reviews_total{protocol="image-review",outcome="allowed"} 1',
    'palisade_image_verdicts_total{outcome="allowed",source="verified"} 1',
    'palisade_image_verdicts_total{outcome="allowed",source="kept"} 1',
    'palisade_image_review_duration_seconds_bucket{le="0.001"} 0',
    'palisade_image_review_duration_seconds_bucket{le="0.002"} 0',
    ...['0.005', '0.01', '0.02', '0.05', '0.1', '0.25', '0.5', '1', '2.5', '5', '10'].map(
      (bound) => `palisade_image_review_duration_seconds_bucket{le="${bound}"} 1`,
    ),
    'palisade_image_review_duration_seconds_bucket{le="+Inf"} 2',
    'palisade_image_review_duration_seconds_sum 60.003',
    'palisade_image_review_duration_seconds_count 2',
    'palisade_image_verdicts_kept 7',
    '',
  ]);
});

test.each([
  ['that does not come in time', () => new Promise<Verdict>(() => {}), 'no verdict within 50 ms'],
  ['that fails', async () => Promise.reject(new Error('broken')), 'it could not be verified: Error: broken'],
])('a verdict %s refuses', async (_, verify, reason) => {
  const { reviewer } = reviewerOf(verify);
  const outcome = await reviewer.review({ images, namespace: '' });
  expect(outcome).toEqual({ allowed: false, reason: `containers[0] ${images[0]?.image}: ${reason}` });
});

test('a review of a thousand images lets others in between, and asks for none once it is too late', async () => {
  const asked: string[] = [];
  const verify = async (reference: string): Promise<Verdict> => {
    asked.push(reference);
    await new Promise((resolve) => setImmediate(resolve));
    return { allowed: true, reasons: [] };
  };
  const cache = new VerdictCache(verify, { entries: 10, allowed: 1000, refused: 1000, fingerprint: 'f', atOnce: 1 });
  const reviewer = new Reviewer(cache, new Metrics({}), 60_000);
  const image = (index: number) => ({
    at: `containers[${index}]`,
    image: `a.example.com/web@sha256:${index.toString(16).padStart(64, '0')}`,
  });
  const many = Array.from({ length: 1000 }, (_, index) => image(index));
  const flood = reviewer.review({ images: many, namespace: 'others' });
  expect(await reviewer.review({ images: [image(2000)], namespace: '' })).toEqual({ allowed: true, reason: '' });
  expect(asked.length).toBeLessThan(20);
  expect(await flood).toEqual({ allowed: true, reason: '' });
  expect(asked).toHaveLength(1001);

  const never: string[] = [];
  const silent = new VerdictCache(
    (reference) => {
      never.push(reference);
      return new Promise<Verdict>(() => {});
    },
    { entries: 10, allowed: 1000, refused: 1000, fingerprint: 'f', atOnce: 1000 },
  );
  const late = await new Reviewer(silent, new Metrics({}), 20).review({ images: many, namespace: '' });
  expect(late.allowed).toBe(false);
  expect(never).toHaveLength(4);
});
