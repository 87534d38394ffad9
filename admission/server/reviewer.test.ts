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
