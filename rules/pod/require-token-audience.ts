import { hardenedContainer, hardenedPod } from '../hardened';
import { defineRule, type JsonObject } from '../rule';

const message = 'these volumes put a token for the API server where other programs look for theirs: ';
const usual = '/var/run/secrets/kubernetes.io/serviceaccount';
const token = (audience?: string): JsonObject => ({
  serviceAccountToken: { path: 'token', expirationSeconds: 3600, ...(audience === undefined ? {} : { audience }) },
});
const volume = (name: string, ...sources: JsonObject[]): JsonObject => ({ name, projected: { sources } });
const mounting = (name: string, mountPath: string, change: JsonObject = {}): JsonObject =>
  hardenedContainer({ volumeMounts: [{ name, mountPath, readOnly: true }], ...change });

export const requireTokenAudience = defineRule({
  id: 'require-token-audience',
  severity: 'low',
  title: 'Name whom a projected token is for',
  rationale:
    'A token without an audience is one for the API server. Sent to any other service it lets that service, and whoever reads its logs, act as the pod in the cluster.',
  remediation:
    'Set `audience` to the name by which the service that checks the token calls itself. A token for the API server goes to `/var/run/secrets/kubernetes.io/serviceaccount`, where clients of the API server look for it, and to nowhere else.',
  references: [
    { standard: 'nsa-cisa', control: 'Protecting Pod service account tokens' },
    { standard: 'mitre-attack', control: 'T1528' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken',
    },
  ],
  on: 'pod',
  forEach: { as: 'volume', in: 'variables.podSpec.?volumes.orValue([])', label: 'volume.name' },
  cel: [
    '!volume.?projected.?sources.orValue([]).exists(source, source.?serviceAccountToken.hasValue() && source.?serviceAccountToken.?audience.orValue("") == "")',
    `variables.containers.all(container, container.?volumeMounts.orValue([]).all(mount, mount.name != volume.name || mount.mountPath in ["${usual}", "${usual}/"]))`,
  ].join(' || '),
  message: `${message}{label}`,
  samples: {
    good: [
      {
        name: 'is for another service',
        given: hardenedPod({
          volumes: [volume('vault', token('vault.example.com'))],
          containers: [mounting('vault', '/var/run/secrets/vault')],
        }),
      },
      {
        name: 'is for the API server, at its own place',
        given: hardenedPod({ volumes: [volume('api', token())], containers: [mounting('api', usual)] }),
      },
    ],
    bad: [
      {
        name: 'is for the API server, at the place of another',
        given: hardenedPod({
          volumes: [volume('vault', token())],
          containers: [mounting('vault', '/var/run/secrets/vault')],
        }),
        message: `${message}vault`,
      },
      {
        name: 'names an empty audience, beside another source',
        given: hardenedPod({
          volumes: [volume('vault', { configMap: { name: 'app' } }, token(''))],
          containers: [mounting('vault', '/var/run/secrets/vault')],
        }),
        message: `${message}vault`,
      },
      {
        name: 'goes to another place in an init container',
        given: hardenedPod({
          volumes: [volume('api', token())],
          initContainers: [mounting('api', '/token', { name: 'setup' })],
          containers: [mounting('api', usual)],
        }),
        message: `${message}api`,
      },
    ],
  },
});
