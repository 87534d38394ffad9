import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Evaluator, loadRules } from '@palisade/rules';

const rules = loadRules(new URL('rules', import.meta.url).pathname);

test('every rule holds on its samples', () => {
  assert.deepEqual(
    rules.map(({ id }) => id),
    ['require-cost-center'],
  );
});

test('a namespace without a cost center is found', () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } };
  const [finding] = new Evaluator(rules).kubernetes(namespace);
  assert.equal(finding.message, 'no label names the cost center');
});
