import { configMap, configMaps, eachKey } from '../config-map-objects';
import { defineRule } from '../rule';
import { cloudKeys, fakeToken, holdsToken, shapeOf } from '../token-shapes';

const message = 'the ConfigMap holds a key to a cloud account under: ';
const awsKey = fakeToken(shapeOf('an AWS access key'));

export const noCloudKeysInConfigMaps = defineRule({
  id: 'no-cloud-keys-in-config-maps',
  severity: 'high',
  title: 'Keep keys to cloud accounts out of ConfigMaps',
  rationale:
    'ConfigMaps are not encrypted in etcd and are read by everyone who may look at the namespace, and a key to the account reaches far beyond the cluster.',
  remediation:
    'Give the workload an identity of the cloud (EKS Pod Identity, IRSA, workload identity) and delete the key at the cloud: it must be taken for known.',
  references: [
    { standard: 'cis-kubernetes', control: '5.4.2' },
    { standard: 'nsa-cisa', control: 'Secrets' },
    { standard: 'mitre-attack', control: 'T1552.001' },
  ],
  on: 'object',
  resources: configMaps,
  forEach: eachKey,
  cel: `!${holdsToken('object.data[key]', cloudKeys)}`,
  message: `${message}{label}`,
  samples: {
    good: [
      { name: 'holds settings', given: configMap({ region: 'eu-west-1', 'app.properties': 'log.level=info' }) },
      {
        name: 'holds what only begins like a key',
        given: configMap({ note: 'AKIA and ASIA begin an id; AKIA-1234567890123456 is none', half: 'AKIA1234' }),
      },
      { name: 'holds no data', given: { ...configMap({}), immutable: true } },
    ],
    bad: [
      {
        name: 'holds an AWS key',
        given: configMap({ credentials: `[default]\naws_access_key_id = ${awsKey}\n` }),
        message: `${message}credentials`,
      },
      {
        name: 'holds a Google key beside settings',
        given: configMap({ region: 'europe-west1', maps: `key=${fakeToken(shapeOf('a Google API key'))}&v=3` }),
        message: `${message}maps`,
      },
      {
        name: 'holds keys of AWS and of Azure, after something that is none',
        given: configMap({
          'aws.env': `NOTE=AKIA\nAWS_ACCESS_KEY_ID=${fakeToken(shapeOf('a temporary AWS access key'))}`,
          'azure.env': `AccountName=sample;${fakeToken(shapeOf('an Azure storage key'))}==`,
        }),
        message: `${message}aws.env, azure.env`,
      },
    ],
  },
});
