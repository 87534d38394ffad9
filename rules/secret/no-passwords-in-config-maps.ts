import { configMap, configMaps, eachKey } from '../config-map-objects';
import { defineRule } from '../rule';
import { isNoPassword, isPasswordName } from './password-names';

const message = 'the ConfigMap holds a password under: ';

export const noPasswordsInConfigMaps = defineRule({
  id: 'no-passwords-in-config-maps',
  severity: 'medium',
  title: 'Keep passwords out of ConfigMaps',
  rationale:
    'ConfigMaps are not encrypted in etcd, are readable by everyone who may look at a namespace, and become the variables of containers that take them whole.',
  remediation:
    'Put the password into a Secret, better into a secret store, and mount it as a file. Replace it: it must be taken for known.',
  references: [
    { standard: 'cis-kubernetes', control: '5.4.2' },
    { standard: 'nsa-cisa', control: 'Secrets' },
    { standard: 'mitre-attack', control: 'T1552.001' },
  ],
  on: 'object',
  resources: configMaps,
  forEach: eachKey,
  // By its key: what stands in a file of settings is not looked for, for a file may be long.
  cel: `![key.lowerAscii()].exists(name, ${isPasswordName('name')}) || [object.data[key]].all(value, ${isNoPassword('value')})`,
  message: `${message}{label}`,
  samples: {
    good: [
      { name: 'holds settings', given: configMap({ user: 'app', 'app.properties': 'log.level=info' }) },
      {
        name: 'says where it stands',
        given: configMap({
          DB_PASSWORD_FILE: '/run/secrets/db',
          ALLOW_EMPTY_PASSWORD: 'no',
          TLS_PRIVATE_KEY: '/etc/tls.key',
        }),
      },
    ],
    bad: [
      {
        name: 'holds one',
        given: configMap({ DB_USER: 'app', DB_PASSWORD: 'hunter2' }),
        message: `${message}DB_PASSWORD`,
      },
      { name: 'holds a key', given: configMap({ 'payment-api-key': '4711' }), message: `${message}payment-api-key` },
      {
        name: 'holds one in a setting’s name with dots',
        given: configMap({ 'spring.datasource.password': 'hunter2' }),
        message: `${message}spring.datasource.password`,
      },
    ],
  },
});
