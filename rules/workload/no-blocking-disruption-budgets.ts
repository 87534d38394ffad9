import { defineRule, type JsonObject } from '../rule';

const message = 'the budget lets no pod be moved';
const budget = (spec: JsonObject): JsonObject => ({
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  metadata: { name: 'sample', namespace: 'sample' },
  spec: { selector: { matchLabels: { app: 'sample' } }, ...spec },
});

export const noBlockingDisruptionBudgets = defineRule({
  id: 'no-blocking-disruption-budgets',
  severity: 'medium',
  title: 'Let a disruption budget spare one pod',
  rationale:
    'A budget that allows no disruption stops every drain: the node cannot be patched, replaced or upgraded until somebody forces it, and then without the care that the budget was for.',
  remediation: 'Set `maxUnavailable: 1`, or a `minAvailable` below the number of copies.',
  references: [
    { standard: 'nsa-cisa', control: 'Upgrading and application security practices' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/' },
  ],
  on: 'object',
  resources: [{ group: 'policy', versions: ['v1'], kinds: { PodDisruptionBudget: 'poddisruptionbudgets' } }],
  cel: '!(object.spec.?maxUnavailable.hasValue() && (object.spec.maxUnavailable == 0 || object.spec.maxUnavailable == "0%")) && !(object.spec.?minAvailable.hasValue() && object.spec.minAvailable == "100%")',
  message,
  samples: {
    good: [
      { name: 'spares one', given: budget({ maxUnavailable: 1 }) },
      { name: 'keeps two', given: budget({ minAvailable: 2 }) },
      { name: 'spares a quarter', given: budget({ maxUnavailable: '25%' }) },
    ],
    bad: [
      { name: 'spares none', given: budget({ maxUnavailable: 0 }), message },
      { name: 'spares no part', given: budget({ maxUnavailable: '0%' }), message },
      { name: 'keeps all', given: budget({ minAvailable: '100%' }), message },
    ],
  },
});
