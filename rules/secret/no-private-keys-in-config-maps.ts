import { configMap, configMaps, eachKey } from '../config-map-objects';
import { defineRule } from '../rule';

// Put together here, so that no scanner takes this file for a leaked key.
const key = (kind: string) =>
  [`-----BEGIN ${kind}PRIVATE KEY-----`, 'AAAA', `-----END ${kind}PRIVATE KEY-----`].join('\n');

export const noPrivateKeysInConfigMaps = defineRule({
  id: 'no-private-keys-in-config-maps',
  severity: 'high',
  title: 'Keep private keys out of ConfigMaps',
  rationale:
    'ConfigMaps are not encrypted in etcd, are readable by everyone who may look at a namespace, and are printed and copied without a second thought.',
  remediation:
    'Put the key into a Secret, better into a secret store with a CSI driver or an operator, and replace it: it must be taken for known.',
  references: [
    { standard: 'nsa-cisa', control: 'Secrets' },
    { standard: 'mitre-attack', control: 'T1552.004' },
  ],
  on: 'object',
  resources: configMaps,
  forEach: eachKey,
  cel: '!object.data[key].contains("PRIVATE KEY-----") && !object.data[key].contains("PRIVATE KEY BLOCK-----")',
  message: 'the ConfigMap holds a private key under: {label}',
  samples: {
    good: [
      { name: 'holds settings', given: configMap({ 'app.properties': 'log.level=info' }) },
      {
        name: 'holds certificates',
        given: configMap({ 'ca.crt': '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }),
      },
    ],
    bad: [
      {
        name: 'holds a key',
        given: configMap({ 'tls.key': key('') }),
        message: 'the ConfigMap holds a private key under: tls.key',
      },
      {
        name: 'holds an RSA key beside settings',
        given: configMap({ settings: 'a=b', id_rsa: key('RSA ') }),
        message: 'the ConfigMap holds a private key under: id_rsa',
      },
      {
        name: 'holds an OpenSSH key within a script',
        given: configMap({ 'setup.sh': `cat > key <<END\n${key('OPENSSH ')}\nEND` }),
        message: 'the ConfigMap holds a private key under: setup.sh',
      },
      {
        name: 'holds a key of PGP',
        given: configMap({ 'signing.asc': key('PGP ').replaceAll('KEY-', 'KEY BLOCK-') }),
        message: 'the ConfigMap holds a private key under: signing.asc',
      },
    ],
  },
});
