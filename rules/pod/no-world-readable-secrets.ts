import { hardenedPod } from '../hardened';
import { defineRule, type JsonObject } from '../rule';

const message = 'these volumes let every user of the container read a secret: ';
const pod = (...volumes: JsonObject[]) => hardenedPod({ volumes });
const secret = (change: JsonObject): JsonObject => ({ name: 'keys', secret: { secretName: 'app', ...change } });
const projected = (defaultMode: number | undefined, ...sources: JsonObject[]): JsonObject => ({
  name: 'keys',
  projected: { ...(defaultMode === undefined ? {} : { defaultMode }), sources },
});
const item = (mode?: number): JsonObject => ({ key: 'key', path: 'key', ...(mode === undefined ? {} : { mode }) });

/** Every mode up to 0777 that gives others nothing, in decimal: its last octal digit is 0. Not all gates can divide. */
const closed = JSON.stringify(Array.from({ length: 0o100 }, (_, ownerAndGroup) => ownerAndGroup * 0o10));
const byDefault = 0o644;
const itemsClosed = (of: string) => `${of}.?items.orValue([]).all(item, item.?mode.orValue(0) in ${closed})`;

export const noWorldReadableSecrets = defineRule({
  id: 'no-world-readable-secrets',
  severity: 'low',
  title: 'Mount secrets for their reader only',
  rationale:
    'Unless the pod says otherwise, a mounted secret is readable for every user in the containers (0644): a helper process that runs as another user, or a program that gave up its rights, reads keys that are none of its business.',
  remediation:
    'Set `defaultMode` of the secret volume (or of the projected volume) to `0440` with an `fsGroup`, or to `0400`, and give no item a mode with a last digit other than 0. JSON knows decimal numbers only: 0440 is 288, 0400 is 256.',
  references: [
    { standard: 'nsa-cisa', control: 'Secrets' },
    { standard: 'mitre-attack', control: 'T1552.001' },
    {
      standard: 'documentation',
      url: 'https://kubernetes.io/docs/concepts/configuration/secret/#secret-files-permissions',
    },
  ],
  on: 'pod',
  forEach: { as: 'volume', in: 'variables.podSpec.?volumes.orValue([])', label: 'volume.name' },
  cel: [
    `(!volume.?secret.hasValue() || (volume.?secret.?defaultMode.orValue(${byDefault}) in ${closed} && ${itemsClosed('volume.?secret')}))`,
    `(!volume.?projected.?sources.orValue([]).exists(source, source.?secret.hasValue()) || (volume.?projected.?defaultMode.orValue(${byDefault}) in ${closed} && volume.?projected.?sources.orValue([]).all(source, ${itemsClosed('source.?secret')})))`,
  ].join(' && '),
  message: `${message}{label}`,
  samples: {
    good: [
      { name: 'is for the owner and a group', given: pod(secret({ defaultMode: 0o440, items: [item()] })) },
      { name: 'is for the owner, item by item too', given: pod(secret({ defaultMode: 0o400, items: [item(0o400)] })) },
      {
        name: 'is for the owner in a projected volume',
        given: pod(projected(0o400, { secret: { name: 'app', items: [item(0o440)] } }, { configMap: { name: 'app' } })),
      },
      {
        name: 'is configuration, which is no secret',
        given: pod(
          { name: 'config', configMap: { name: 'app' } },
          { ...projected(undefined, { configMap: { name: 'app' } }), name: 'more' },
        ),
      },
    ],
    bad: [
      { name: 'says nothing', given: pod(secret({})), message: `${message}keys` },
      { name: 'is for all', given: pod(secret({ defaultMode: 0o444 })), message: `${message}keys` },
      {
        name: 'makes one item an exception',
        given: pod(secret({ defaultMode: 0o400, items: [item(), { key: 'other', path: 'other', mode: 0o604 }] })),
        message: `${message}keys`,
      },
      {
        name: 'says nothing in a projected volume',
        given: pod(projected(undefined, { configMap: { name: 'app' } }, { secret: { name: 'app' } })),
        message: `${message}keys`,
      },
      {
        name: 'makes one item of a projected volume an exception',
        given: pod(projected(0o440, { secret: { name: 'app', items: [item(0o444)] } })),
        message: `${message}keys`,
      },
    ],
  },
});
