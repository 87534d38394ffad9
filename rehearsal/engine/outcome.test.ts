import type { EngineEvent } from '@pulumi/pulumi/automation';
import { Outcome } from './outcome';

function outcome(...events: Partial<EngineEvent>[]): Outcome {
  const recorded = new Outcome('preview');
  for (const part of events) recorded.record({ sequence: 0, timestamp: 0, ...part });
  return recorded;
}

const violation = (enforcementLevel: 'warning' | 'mandatory') => ({
  policyEvent: {
    resourceUrn: 'urn:x',
    message: '<{%fg 1%}>is public<{%reset%}>',
    color: 'always',
    policyName: 'no-public-endpoint',
    policyPackName: 'palisade',
    policyPackVersion: '0.1.0',
    policyPackVersionTag: '0.1.0',
    enforcementLevel,
  },
});

test('counts changes without what stays', () => {
  const summary = { maybeCorrupt: false, durationSeconds: 3, resourceChanges: { same: 40, create: 2, delete: 1 } };
  expect(outcome({ summaryEvent: { ...summary, policyPacks: {} } as never }).changeCount).toBe(3);
});

test('keeps violations in plain text', () => {
  expect(outcome(violation('mandatory')).violations).toEqual([
    { rule: 'no-public-endpoint', urn: 'urn:x', message: 'is public', mandatory: true },
  ]);
});

test('an outcome without failure passes through', () => {
  const fine = outcome(violation('warning'));
  expect(fine.failed).toBe(false);
  expect(fine.orThrow()).toBe(fine);
});

test('a failure says errors first, then mandatory violations, no advice', () => {
  const failed = outcome(violation('warning'), violation('mandatory'), {
    diagnosticEvent: { message: 'boom\n', color: 'never', severity: 'error' },
  });
  failed.fail(new Error('code 255'));
  expect(() => failed.orThrow()).toThrow('preview failed:\nboom\n[no-public-endpoint] is public');
});

test('a failure that left no event says what the command said', () => {
  const failed = outcome();
  failed.fail(new Error('code 255'));
  expect(failed.reason).toBe('code 255');
});
