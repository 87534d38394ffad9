import { configMap, configMaps, eachKey } from '../config-map-objects';
import { defineRule } from '../rule';
import { fakeRandomKey, looksRandom } from '../token-shapes';

const message = 'the ConfigMap holds what looks like a random key under: ';

export const noRandomKeysInConfigMaps = defineRule({
  id: 'no-random-keys-in-config-maps',
  severity: 'medium',
  title: 'Keep random keys out of ConfigMaps',
  rationale:
    'What looks like random bytes is a key more often than not, whatever its name says, and ConfigMaps are not encrypted in etcd and are read by everyone who may look at the namespace.',
  remediation:
    'Put it into a Secret, better into a secret store, and replace it: it must be taken for known. Waive what is public, such as a key to check signatures by.',
  references: [
    { standard: 'cis-kubernetes', control: '5.4.2' },
    { standard: 'nsa-cisa', control: 'Secrets' },
    { standard: 'mitre-attack', control: 'T1552.001' },
  ],
  on: 'object',
  resources: configMaps,
  forEach: eachKey,
  cel: `!${looksRandom('object.data[key]')}`,
  message: `${message}{label}`,
  samples: {
    good: [
      { name: 'holds settings', given: configMap({ 'app.properties': 'log.level=info', MainClass: 'Server2' }) },
      {
        name: 'holds digests, ids and certificates',
        given: configMap({
          revision: '4a1c4b21597c1b4415bdbecb28a3296c6b5e23ca4f9feeb599860a1dac6a0108',
          tenant: '123e4567-e89b-12d3-a456-426614174000',
          'ca.crt': `-----BEGIN CERTIFICATE-----\n${'MIIB'.repeat(16)}\n-----END CERTIFICATE-----`,
        }),
      },
    ],
    bad: [
      { name: 'holds one', given: configMap({ x: fakeRandomKey(40) }), message: `${message}x` },
      {
        name: 'holds one in Base64 beside settings',
        given: configMap({ region: 'eu-west-1', hmac: `${fakeRandomKey(43)}=` }),
        message: `${message}hmac`,
      },
      {
        name: 'holds a long one and a short one',
        given: configMap({ a: fakeRandomKey(128), b: fakeRandomKey(32) }),
        message: `${message}a, b`,
      },
    ],
  },
});
