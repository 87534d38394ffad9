import { defineRule, type JsonObject } from '../rule';
import { launchTemplate } from './samples';

export const launchTemplateEncryptedVolumes = defineRule({
  id: 'launch-template-encrypted-volumes',
  on: 'aws',
  types: ['aws:ec2/launchTemplate:LaunchTemplate'],
  severity: 'high',
  title: "Encrypt nodes' volumes with a customer key",
  rationale:
    'A volume holds the images, logs, secrets and scratch files of every pod that ran on the node; unencrypted, a copied snapshot gives all of it away.',
  remediation:
    "Give every block device ebs.encrypted 'true' and ebs.kmsKeyId, and list the image's own devices too: what is not listed keeps the image's settings.",
  references: [
    { standard: 'aws-fsbp', control: 'EC2.181' },
    { standard: 'mitre-attack', control: 'T1530' },
  ],
  forEach: {
    as: 'volume',
    in: "size(object.?blockDeviceMappings.orValue([])) > 0 ? object.blockDeviceMappings : [{'deviceName': 'the volume of the image'}]",
    label: "volume.?deviceName.orValue('')",
  },
  cel: `
    has(volume.virtualName)
    || has(volume.noDevice)
    || (string(volume.?ebs.?encrypted.orValue('false')) == 'true'
    && given(volume, 'ebs.kmsKeyId'))
  `,
  message: 'volumes are not encrypted with a customer key: {label}',
  fix: {
    safe: 'A volume that names a customer key and does not ask to be encrypted gets what its author meant; only volumes made from then on change. A key is chosen by people, so where none is named nothing is changed.',
    patch: ({ blockDeviceMappings }) => {
      const volumes = (blockDeviceMappings ?? []) as { ebs?: JsonObject }[];
      const keyed = volumes.flatMap(({ ebs }, index) => (ebs !== undefined && 'kmsKeyId' in ebs ? [index] : []));
      if (keyed.length === 0) return undefined;
      const encrypted = { ebs: { encrypted: 'true' } };
      return { blockDeviceMappings: Object.fromEntries(keyed.map((index) => [index, encrypted])) };
    },
  },
  samples: {
    good: [
      { name: 'under a customer key', given: launchTemplate() },
      {
        name: 'instance storage, which the host encrypts',
        given: launchTemplate({
          blockDeviceMappings: [
            { deviceName: '/dev/xvda', ebs: { encrypted: 'true', kmsKeyId: 'alias/volumes', volumeType: 'gp3' } },
            { deviceName: '/dev/sdb', virtualName: 'ephemeral0' },
          ],
        }),
      },
    ],
    bad: [
      {
        name: 'no devices listed',
        given: launchTemplate({ blockDeviceMappings: undefined }),
        message: 'volumes are not encrypted with a customer key: the volume of the image',
      },
      {
        name: 'not encrypted',
        given: launchTemplate({ blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { volumeType: 'gp3' } }] }),
        message: 'volumes are not encrypted with a customer key: /dev/xvda',
      },
      {
        name: "encrypted with Amazon's key",
        given: launchTemplate({
          blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { encrypted: 'true', volumeType: 'gp3' } }],
        }),
        message: 'volumes are not encrypted with a customer key: /dev/xvda',
      },
      {
        name: 'the second of two',
        given: launchTemplate({
          blockDeviceMappings: [
            { deviceName: '/dev/xvda', ebs: { encrypted: true, kmsKeyId: 'alias/volumes', volumeType: 'gp3' } },
            { deviceName: '/dev/xvdb', ebs: { encrypted: false, kmsKeyId: 'alias/volumes', volumeType: 'gp3' } },
          ],
        }),
        message: 'volumes are not encrypted with a customer key: /dev/xvdb',
      },
    ],
  },
});
