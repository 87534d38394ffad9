import { hardenedPod } from './hardened';
import type { JsonObject, ResourceSelector } from './rule';

/** The kinds that keep a number of copies of a pod running. */
export const replicated: ResourceSelector = {
  group: 'apps',
  versions: ['v1'],
  kinds: { Deployment: 'deployments', StatefulSet: 'statefulsets' },
};

/** The kinds whose pods end by themselves. */
export const jobs: ResourceSelector = {
  group: 'batch',
  versions: ['v1'],
  kinds: { CronJob: 'cronjobs', Job: 'jobs' },
};

/** A Deployment or other workload of group `apps` that breaks no rule but for the change to its pods. */
export function workload(kind: 'DaemonSet' | 'Deployment' | 'StatefulSet', pod: JsonObject, spec: JsonObject = {}) {
  const labels = { app: 'sample' };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name: 'sample', namespace: 'sample' },
    spec: {
      selector: { matchLabels: labels },
      ...(kind === 'StatefulSet' ? { serviceName: 'sample' } : {}),
      ...spec,
      template: { metadata: { labels }, spec: hardenedPod(pod) },
    },
  };
}
