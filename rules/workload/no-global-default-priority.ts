import { defineRule, type JsonObject } from '../rule';

const message = 'every pod that names no class gets this priority';
const priorityClass = (spec: JsonObject): JsonObject => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name: 'sample' },
  ...spec,
});

export const noGlobalDefaultPriority = defineRule({
  id: 'no-global-default-priority',
  severity: 'low',
  title: 'Give nobody a high priority by default',
  rationale:
    'A class above zero that is everyone’s default lets any new pod evict those that were there before it, whoever made it, and leaves no way to tell what matters.',
  remediation: 'Leave `globalDefault` out, and have the workloads that matter name their class.',
  references: [
    { standard: 'nsa-cisa', control: 'Resource policies' },
    { standard: 'mitre-attack', control: 'T1499' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/concepts/scheduling-eviction/pod-priority-preemption/#priorityclass',
    },
  ],
  on: 'object',
  resources: [{ group: 'scheduling.k8s.io', versions: ['v1'], kinds: { PriorityClass: 'priorityclasses' } }],
  cel: 'object.?globalDefault.orValue(false) != true || object.value <= 0 || object.?preemptionPolicy.orValue("") == "Never"',
  message,
  samples: {
    good: [
      { name: 'is asked for by name', given: priorityClass({ value: 100000 }) },
      { name: 'is the default, below all others', given: priorityClass({ value: -10, globalDefault: true }) },
      {
        name: 'is the default, and evicts nobody',
        given: priorityClass({ value: 10, globalDefault: true, preemptionPolicy: 'Never' }),
      },
    ],
    bad: [
      { name: 'is the default', given: priorityClass({ value: 1, globalDefault: true }), message },
      { name: 'is the default, and high', given: priorityClass({ value: 1000000000, globalDefault: true }), message },
      {
        name: 'is the default, and evicts others',
        given: priorityClass({ value: 1000, globalDefault: true, preemptionPolicy: 'PreemptLowerPriority' }),
        message,
      },
    ],
  },
});
