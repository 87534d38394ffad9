import { hardenedPod } from '../hardened';
import { podKinds } from '../pods';
import { defineRule, type JsonObject } from '../rule';
import { wholeObject } from '../samples';

const inNamespace = (kind: string, namespace: string): JsonObject => {
  const podKind = podKinds.find((candidate) => candidate.kind === kind);
  if (podKind === undefined) throw new Error(`${kind} holds no pods`);
  const object = wholeObject(podKind, hardenedPod());
  return { ...object, metadata: { ...(object.metadata as JsonObject), namespace } };
};

export const noDefaultNamespace = defineRule({
  id: 'no-default-namespace',
  severity: 'low',
  title: 'Keep workloads out of the namespace “default”',
  rationale:
    'The namespace `default` belongs to nobody: it has no quota, no policies and no owner, and whatever is put there by accident stays.',
  remediation: 'Make a namespace for the team or the application and deploy there.',
  references: [
    { standard: 'cis-kubernetes', control: '5.7.4' },
    { standard: 'cis-eks', control: '4.5.2' },
    { standard: 'nsa-cisa', control: 'Network separation and hardening' },
    { standard: 'mitre-attack', control: 'T1610' },
  ],
  on: 'object',
  resources: [
    {
      group: '',
      versions: ['v1'],
      kinds: { Pod: 'pods', PodTemplate: 'podtemplates', ReplicationController: 'replicationcontrollers' },
    },
    {
      group: 'apps',
      versions: ['v1'],
      kinds: {
        DaemonSet: 'daemonsets',
        Deployment: 'deployments',
        ReplicaSet: 'replicasets',
        StatefulSet: 'statefulsets',
      },
    },
    { group: 'batch', versions: ['v1'], kinds: { CronJob: 'cronjobs', Job: 'jobs' } },
  ],
  // A manifest that names no namespace goes wherever it is applied to, which cannot be known from it.
  cel: 'object.metadata.?namespace.orValue("") != "default"',
  message: 'the workload is in the namespace “default”',
  samples: {
    good: [
      { name: 'is in a namespace of its own', given: inNamespace('Deployment', 'sample') },
      { name: 'is a job in a namespace of its own', given: inNamespace('CronJob', 'sample') },
    ],
    bad: [
      {
        name: 'is a pod there',
        given: inNamespace('Pod', 'default'),
        message: 'the workload is in the namespace “default”',
      },
      {
        name: 'is a Deployment there',
        given: inNamespace('Deployment', 'default'),
        message: 'the workload is in the namespace “default”',
      },
      {
        name: 'is a job there',
        given: inNamespace('Job', 'default'),
        message: 'the workload is in the namespace “default”',
      },
    ],
  },
});
