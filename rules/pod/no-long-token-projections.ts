import { hardenedPod } from '../hardened';
import { defineRule, type JsonObject } from '../rule';

const message = 'these volumes hold tokens that last more than a day: ';
const tokens = (name: string, ...seconds: (number | undefined)[]): JsonObject => ({
  name,
  projected: {
    sources: seconds.map((expirationSeconds) => ({
      serviceAccountToken: {
        path: `token-${expirationSeconds ?? 'default'}`,
        audience: 'vault.example.com',
        ...(expirationSeconds === undefined ? {} : { expirationSeconds }),
      },
    })),
  },
});

export const noLongTokenProjections = defineRule({
  id: 'no-long-token-projections',
  severity: 'medium',
  title: 'Let projected service account tokens expire within a day',
  rationale:
    'A token that is stolen from a pod is good for as long as it lasts, wherever it is used from. The kubelet renews it long before it expires, so that a short life costs the program nothing.',
  remediation: 'Leave `expirationSeconds` out (an hour), or set at most 86400.',
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
  cel: 'volume.?projected.?sources.orValue([]).all(source, source.?serviceAccountToken.?expirationSeconds.orValue(3600) <= 86400)',
  message: `${message}{label}`,
  samples: {
    good: [
      { name: 'lasts an hour by default', given: hardenedPod({ volumes: [tokens('tokens', undefined)] }) },
      { name: 'lasts a day', given: hardenedPod({ volumes: [tokens('tokens', 86400)] }) },
    ],
    bad: [
      {
        name: 'lasts a second more',
        given: hardenedPod({ volumes: [tokens('tokens', 86401)] }),
        message: `${message}tokens`,
      },
      {
        name: 'lasts a year, beside a short one',
        given: hardenedPod({ volumes: [tokens('tokens', 600, 31536000)] }),
        message: `${message}tokens`,
      },
      {
        name: 'lasts a week in the second volume',
        given: hardenedPod({ volumes: [tokens('short', 600), tokens('long', 604800)] }),
        message: `${message}long`,
      },
    ],
  },
});
