import { defineRule, type JsonObject } from '../rule';
import { replicated, workload } from '../workload-objects';

const message = 'nothing keeps the copies from standing on one node';
const labelSelector = { matchLabels: { app: 'sample' } };
const affinity = (kind: 'podAffinity' | 'podAntiAffinity', topologyKey: string): JsonObject => ({
  affinity: { [kind]: { requiredDuringSchedulingIgnoredDuringExecution: [{ labelSelector, topologyKey }] } },
});

export const requireTopologySpread = defineRule({
  id: 'require-topology-spread',
  severity: 'low',
  title: 'Spread the copies of a workload',
  rationale:
    'Copies that happen to stand on one node or in one zone end together: by a drain for a patch, by a failure, or by an attacker who takes that one node.',
  remediation:
    'Give the pods `topologySpreadConstraints` over `topology.kubernetes.io/zone` and `kubernetes.io/hostname`, or a pod anti-affinity.',
  references: [
    { standard: 'nsa-cisa', control: 'Resource policies' },
    { standard: 'mitre-attack', control: 'T1499' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/',
    },
  ],
  on: 'object',
  resources: [replicated],
  // One copy has nothing to be spread from.
  cel: [
    'object.spec.?replicas.orValue(1) < 2',
    'object.spec.template.spec.?topologySpreadConstraints.orValue([]).size() > 0',
    'object.spec.template.spec.?affinity.?podAntiAffinity.hasValue()',
  ].join(' || '),
  message,
  samples: {
    good: [
      {
        name: 'spreads them over zones',
        given: workload(
          'Deployment',
          {
            topologySpreadConstraints: [
              {
                maxSkew: 1,
                topologyKey: 'topology.kubernetes.io/zone',
                whenUnsatisfiable: 'ScheduleAnyway',
                labelSelector,
              },
            ],
          },
          { replicas: 3 },
        ),
      },
      {
        name: 'keeps them apart',
        given: workload('StatefulSet', affinity('podAntiAffinity', 'kubernetes.io/hostname'), { replicas: 2 }),
      },
      { name: 'has one copy', given: workload('Deployment', {}, { replicas: 1 }) },
    ],
    bad: [
      { name: 'has two copies', given: workload('Deployment', {}, { replicas: 2 }), message },
      { name: 'has copies with state', given: workload('StatefulSet', {}, { replicas: 3 }), message },
      {
        name: 'draws its copies together',
        given: workload('Deployment', affinity('podAffinity', 'kubernetes.io/hostname'), { replicas: 3 }),
        message,
      },
    ],
  },
});
