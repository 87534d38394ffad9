import { hardenedPod } from '../hardened';
import { defineRule, type JsonObject } from '../rule';
import { jobs } from '../workload-objects';

const message = 'nothing ends the job when it hangs';
const pod = (change: JsonObject = {}): JsonObject => ({ spec: hardenedPod({ restartPolicy: 'Never', ...change }) });
const metadata = { name: 'sample', namespace: 'sample' };
const job = (spec: JsonObject, podChange?: JsonObject): JsonObject => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata,
  spec: { ...spec, template: pod(podChange) },
});
const cronJob = (spec: JsonObject, jobSpec: JsonObject): JsonObject => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata,
  spec: {
    schedule: '0 3 * * *',
    concurrencyPolicy: 'Forbid',
    ...spec,
    jobTemplate: { spec: { ...jobSpec, template: pod() } },
  },
});

export const requireJobDeadlines = defineRule({
  id: 'require-job-deadlines',
  severity: 'low',
  title: 'Give jobs a deadline',
  rationale:
    'A job that hangs keeps its memory, its secrets and its place in the quota until somebody looks; one that was broken into stays as long as the attacker likes.',
  remediation:
    'Set `activeDeadlineSeconds` on the job (of a CronJob in `jobTemplate.spec`) to a few times what it takes. The field of the same name in the pod bounds one attempt, and not the job.',
  references: [
    { standard: 'nsa-cisa', control: 'Resource policies' },
    { standard: 'mitre-attack', control: 'T1496' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/concepts/workloads/controllers/job/#job-termination-and-cleanup',
    },
  ],
  on: 'object',
  resources: [jobs],
  cel: 'object.kind == "CronJob" ? object.spec.?jobTemplate.?spec.?activeDeadlineSeconds.hasValue() : object.spec.?activeDeadlineSeconds.hasValue()',
  message,
  samples: {
    good: [
      { name: 'has one', given: job({ activeDeadlineSeconds: 600 }) },
      { name: 'has one at each run', given: cronJob({}, { activeDeadlineSeconds: 3600 }) },
    ],
    bad: [
      { name: 'has none', given: job({ backoffLimit: 2 }), message },
      { name: 'bounds its pods only', given: job({}, { activeDeadlineSeconds: 600 }), message },
      { name: 'must start in time, and never end', given: cronJob({ startingDeadlineSeconds: 60 }, {}), message },
    ],
  },
});
