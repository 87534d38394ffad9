import { isSbom, readScan } from './predicates';
import { matches } from './verify';

test.each([
  ['a@example.com', 'a@example.com', true],
  ['a@example.com', 'xa@example.com', false],
  ['a@example.com', 'a@example.comx', false],
  ['https://a/*', 'https://a/b', true],
  ['https://a/*', 'https://a/b/c', false],
  ['https://a/*@refs/tags/*', 'https://a/b@refs/tags/v1', true],
  ['https://a/*@refs/tags/*', 'https://a/b@refs/heads/v1', false],
  ['https://a/b*b', 'https://a/b', false],
  ['https://a/*b*', 'https://a/abc', true],
  ['https://a/*b*', 'https://a/ac', false],
  ['.*', 'anything', false],
])('%s against %s: %p', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});

test('a pattern of many stars takes no longer than its text', () => {
  const started = performance.now();
  expect(matches(`${'*a'.repeat(2000)}b`, 'a'.repeat(20_000))).toBe(false);
  expect(performance.now() - started).toBeLessThan(1000);
});

test.each([
  ['https://spdx.dev/Document', { spdxVersion: 'SPDX-2.3', packages: [] }, true],
  ['https://spdx.dev/Document/v2.3', { spdxVersion: 'SPDX-2.3', packages: [] }, true],
  ['https://cyclonedx.org/bom', { bomFormat: 'CycloneDX', components: [] }, true],
  ['https://cyclonedx.org/bom/v1.6', { bomFormat: 'CycloneDX', components: [] }, true],
  ['https://spdx.dev/Document', { bomFormat: 'CycloneDX', components: [] }, false],
  ['https://spdx.dev/Document', 'SPDXVersion: SPDX-2.3', false],
  ['https://example.com/bom', { bomFormat: 'CycloneDX', components: [] }, false],
  ['https://cyclonedx.org/bom', null, false],
])('%s of %j is an SBOM: %p', (predicateType, predicate, expected) => {
  expect(isSbom(predicateType, predicate)).toBe(expected);
});

const metadata = { scanFinishedOn: '2026-11-25T11:00:00Z' };
test.each([
  ['nothing', undefined, 'it does not say when the scan ended (metadata.scanFinishedOn)'],
  [
    'a day',
    { metadata: { scanFinishedOn: '2026-11-25' } },
    'it does not say when the scan ended (metadata.scanFinishedOn)',
  ],
  [
    'another scanner',
    { metadata, scanner: { result: { matches: [] } } },
    'its result is in no form that is known: make it by trivy image --format cosign-vuln',
  ],
  [
    'findings of no severity',
    { metadata, scanner: { result: { SchemaVersion: 2, Results: [{ Vulnerabilities: [{}] }] } } },
    'its result names a finding of no severity',
  ],
  [
    'findings in no list',
    { metadata, scanner: { result: { SchemaVersion: 2, Results: [{ Vulnerabilities: {} }] } } },
    'its result is malformed',
  ],
])('a scan of %s is not understood', (_, predicate, message) => {
  expect(() => readScan(predicate)).toThrow(new Error(message));
});
