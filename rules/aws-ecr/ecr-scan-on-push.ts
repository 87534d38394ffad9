import { defineRule } from '../rule';
import { repository } from './samples';

export const ecrScanOnPush = defineRule({
  id: 'ecr-scan-on-push',
  on: 'aws',
  types: ['aws:ecr/repository:Repository'],
  severity: 'medium',
  title: 'Scan images when they are pushed',
  rationale: 'Known holes in an image are found before it runs, or by somebody else afterwards.',
  remediation: 'Set imageScanningConfiguration.scanOnPush to true.',
  references: [
    { standard: 'cis-eks', control: '5.1.1' },
    { standard: 'aws-fsbp', control: 'ECR.1' },
  ],
  cel: 'object.?imageScanningConfiguration.?scanOnPush.orValue(false) == true',
  message: 'images are not scanned',
  fix: {
    safe: 'A scan reads images and changes none, and the basic one costs nothing.',
    patch: () => ({ imageScanningConfiguration: { scanOnPush: true } }),
  },
  samples: {
    good: [
      { name: 'on', given: repository() },
      { name: 'on, of another name', given: repository({ name: 'web' }) },
    ],
    bad: [
      {
        name: 'left to the default',
        given: repository({ imageScanningConfiguration: undefined }),
        message: 'images are not scanned',
      },
      {
        name: 'turned off',
        given: repository({ imageScanningConfiguration: { scanOnPush: false } }),
        message: 'images are not scanned',
      },
      { name: 'empty', given: repository({ imageScanningConfiguration: {} }), message: 'images are not scanned' },
    ],
  },
});
