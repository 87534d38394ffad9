import { defineRule } from '../rule';
import { launchTemplate } from './samples';

export const launchTemplateGp3 = defineRule({
  id: 'launch-template-gp3',
  on: 'aws',
  types: ['aws:ec2/launchTemplate:LaunchTemplate'],
  severity: 'low',
  title: 'Use gp3 volumes',
  rationale:
    'A gp2 volume runs out of burst credits under load, and a node whose disk stalls loses its pods; gp3 does not, and costs less.',
  remediation: "Set ebs.volumeType to 'gp3' (or 'io2').",
  references: [
    { standard: 'documentation', url: 'https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html' },
  ],
  forEach: { as: 'volume', in: 'object.?blockDeviceMappings.orValue([])', label: "volume.?deviceName.orValue('')" },
  cel: "!has(volume.ebs) || volume.ebs.?volumeType.orValue('gp2') in ['gp3', 'io2']",
  message: 'volumes are neither gp3 nor io2: {label}',
  samples: {
    good: [
      { name: 'gp3', given: launchTemplate() },
      {
        name: 'io2',
        given: launchTemplate({ blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { volumeType: 'io2' } }] }),
      },
    ],
    bad: [
      {
        name: 'left to the default',
        given: launchTemplate({
          blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { encrypted: 'true', kmsKeyId: 'alias/volumes' } }],
        }),
        message: 'volumes are neither gp3 nor io2: /dev/xvda',
      },
      {
        name: 'gp2',
        given: launchTemplate({
          blockDeviceMappings: [
            { deviceName: '/dev/xvda', ebs: { encrypted: 'true', kmsKeyId: 'alias/volumes', volumeType: 'gp2' } },
          ],
        }),
        message: 'volumes are neither gp3 nor io2: /dev/xvda',
      },
      {
        name: 'magnetic',
        given: launchTemplate({
          blockDeviceMappings: [
            { deviceName: '/dev/xvdb', ebs: { encrypted: 'true', kmsKeyId: 'alias/volumes', volumeType: 'standard' } },
          ],
        }),
        message: 'volumes are neither gp3 nor io2: /dev/xvdb',
      },
    ],
  },
});
