import { hardenedPod } from '../hardened';
import { defineRule, type JsonObject } from '../rule';

const message = 'a run may begin while those before it still go on';
const cronJob = (spec: JsonObject): JsonObject => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name: 'sample', namespace: 'sample' },
  spec: {
    schedule: '*/5 * * * *',
    ...spec,
    jobTemplate: {
      spec: { activeDeadlineSeconds: 600, template: { spec: hardenedPod({ restartPolicy: 'Never' }) } },
    },
  },
});

export const noOverlappingCronJobs = defineRule({
  id: 'no-overlapping-cron-jobs',
  severity: 'low',
  title: 'Let no run of a CronJob overlap the next',
  rationale:
    'Where runs may overlap, one that is slow or stuck piles up copies of itself until the quota or the node is full, and two that write to the same data spoil it.',
  remediation: 'Set `concurrencyPolicy` to `Forbid`, or to `Replace` where the latest run is the one that counts.',
  references: [
    { standard: 'nsa-cisa', control: 'Resource policies' },
    { standard: 'mitre-attack', control: 'T1499' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#concurrency-policy',
    },
  ],
  on: 'object',
  resources: [{ group: 'batch', versions: ['v1'], kinds: { CronJob: 'cronjobs' } }],
  cel: 'object.spec.?concurrencyPolicy.orValue("Allow") in ["Forbid", "Replace"]',
  message,
  samples: {
    good: [
      { name: 'skips a run', given: cronJob({ concurrencyPolicy: 'Forbid' }) },
      { name: 'ends the run before', given: cronJob({ concurrencyPolicy: 'Replace' }) },
    ],
    bad: [
      { name: 'says nothing', given: cronJob({}), message },
      { name: 'allows it', given: cronJob({ concurrencyPolicy: 'Allow' }), message },
      {
        name: 'says only how late a run may begin',
        given: cronJob({ startingDeadlineSeconds: 30 }),
        message,
      },
    ],
  },
});
