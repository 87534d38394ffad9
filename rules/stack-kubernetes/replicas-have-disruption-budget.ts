import { property } from '../pods';
import { defineRule, type JsonObject, type StackResource } from '../rule';
import { byNamespace, namespaceOf, ofKind } from './objects';
import { object } from './samples';
import { Selectors } from './selector';

const replicated = (kind: 'Deployment' | 'StatefulSet', replicas: number, labels: JsonObject = { app: 'web' }) =>
  object(
    'apps/v1',
    kind,
    { name: 'web', namespace: 'payments' },
    {
      spec: {
        replicas,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [] } },
      },
    },
  );
const budget = (selector: JsonObject, own = 'payments', keeps: JsonObject = { maxUnavailable: 1 }) =>
  object('policy/v1', 'PodDisruptionBudget', { name: 'web', namespace: own }, { spec: { ...keeps, selector } });
const message = 'no disruption budget keeps the copies from being taken away at once';

export const replicasHaveDisruptionBudget = defineRule({
  id: 'replicas-have-disruption-budget',
  on: 'stack',
  severity: 'low',
  title: 'Give the copies of a workload a disruption budget',
  rationale:
    'Without a budget the drain of a few nodes, for a patch or by an autoscaler, may evict all copies at the same moment: the more often nodes are patched, the more often the service is gone.',
  remediation: 'Make a PodDisruptionBudget with `maxUnavailable: 1` that selects the pods.',
  references: [
    { standard: 'nsa-cisa', control: 'Upgrading and application security practices' },
    { standard: 'documentation', url: 'https://kubernetes.io/docs/tasks/run-application/configure-pdb/' },
  ],
  reads: [
    'metadata.name',
    'metadata.namespace',
    'spec.maxUnavailable',
    'spec.minAvailable',
    'spec.replicas',
    'spec.selector',
    'spec.template.metadata.labels',
  ],
  check: (resources) => {
    const budgets = byNamespace(ofKind(resources, 'policy', 'PodDisruptionBudget').filter(keepsSome));
    const selectors = new Map([...budgets].map(([namespace, own]) => [namespace, new Selectors(own.map(selectorOf))]));
    return ['Deployment', 'StatefulSet']
      .flatMap((kind) => ofKind(resources, 'apps', kind))
      .filter((resource) => {
        const spec = property(resource.props, 'spec');
        const replicas = property(spec, 'replicas');
        const labels = property(property(property(spec, 'template'), 'metadata'), 'labels');
        return (
          typeof replicas === 'number' &&
          replicas > 1 &&
          selectors.get(namespaceOf(resource))?.anySelects(labels) !== true
        );
      })
      .map((resource) => ({ resource, message }));
  },
  samples: {
    good: [
      { name: 'has one', given: [replicated('Deployment', 3), budget({ matchLabels: { app: 'web' } })] },
      { name: 'has one for all pods', given: [replicated('StatefulSet', 3), budget({})] },
      { name: 'has one copy', given: [replicated('Deployment', 1)] },
    ],
    bad: [
      { name: 'has none', given: [replicated('Deployment', 2)], message },
      {
        name: 'has one for other pods',
        given: [replicated('StatefulSet', 3), budget({ matchLabels: { app: 'api' } })],
        message,
      },
      {
        name: 'has one in another namespace',
        given: [replicated('Deployment', 3), budget({ matchLabels: { app: 'web' } }, 'web')],
        message,
      },
      {
        name: 'has one that keeps nothing, for all it says',
        given: [replicated('Deployment', 3), budget({ matchLabels: { app: 'web' } }, 'payments', {})],
        message,
      },
      {
        name: 'has one that may lose all',
        given: [replicated('Deployment', 3), budget({}, 'payments', { maxUnavailable: '100%' })],
        message,
      },
      {
        name: 'has one that keeps none',
        given: [replicated('StatefulSet', 3), budget({}, 'payments', { minAvailable: 0 })],
        message,
      },
    ],
  },
});

function selectorOf(budget: StackResource): unknown {
  return property(property(budget.props, 'spec'), 'selector');
}

/** A budget that names no number lets all copies go, and so does one that names none, or all. */
function keepsSome(budget: StackResource): boolean {
  const spec = property(budget.props, 'spec');
  const [most, least] = [property(spec, 'maxUnavailable'), property(spec, 'minAvailable')];
  if (most !== undefined) return most !== '100%';
  return least !== undefined && least !== 0 && least !== '0%';
}
