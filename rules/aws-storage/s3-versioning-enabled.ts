import { defineRule } from '../rule';

export const s3VersioningEnabled = defineRule({
  id: 's3-versioning-enabled',
  on: 'aws',
  types: ['aws:s3/bucketVersioning:BucketVersioning'],
  severity: 'medium',
  title: 'Keep old versions of objects',
  rationale: 'Without versions one delete or one overwrite, by mistake or for ransom, is final.',
  remediation: "Set versioningConfiguration.status to 'Enabled'.",
  references: [
    {
      standard: 'documentation',
      url: 'https://docs.aws.amazon.com/securityhub/latest/userguide/s3-controls.html#s3-14',
    },
    { standard: 'mitre-attack', control: 'T1485' },
  ],
  cel: "object.versioningConfiguration.?status.orValue('Disabled') == 'Enabled'",
  message: 'the bucket keeps no old versions',
  samples: {
    good: [
      {
        name: 'kept',
        given: {
          type: 'aws:s3/bucketVersioning:BucketVersioning',
          inputs: { bucket: 'reports', versioningConfiguration: { status: 'Enabled' } },
        },
      },
      {
        name: 'kept, with MFA for deletes',
        given: {
          type: 'aws:s3/bucketVersioning:BucketVersioning',
          inputs: { bucket: 'reports', versioningConfiguration: { status: 'Enabled', mfaDelete: 'Enabled' } },
        },
      },
    ],
    bad: [
      {
        name: 'suspended',
        given: {
          type: 'aws:s3/bucketVersioning:BucketVersioning',
          inputs: { bucket: 'reports', versioningConfiguration: { status: 'Suspended' } },
        },
        message: 'the bucket keeps no old versions',
      },
      {
        name: 'disabled',
        given: {
          type: 'aws:s3/bucketVersioning:BucketVersioning',
          inputs: { bucket: 'reports', versioningConfiguration: { status: 'Disabled' } },
        },
        message: 'the bucket keeps no old versions',
      },
      {
        name: 'nothing said',
        given: {
          type: 'aws:s3/bucketVersioning:BucketVersioning',
          inputs: { bucket: 'reports', versioningConfiguration: {} },
        },
        message: 'the bucket keeps no old versions',
      },
    ],
  },
});
