import { defineRule } from '../rule';
import { accessBlock } from './samples';

const settings = ['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets'];

export const s3BlockPublicAccess = defineRule({
  id: 's3-block-public-access',
  on: 'aws',
  types: [
    'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
    'aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock',
  ],
  severity: 'high',
  title: 'Block public access to buckets all over',
  rationale:
    'Each of the four settings closes another way in which a bucket becomes public: new ACLs, old ACLs, new policies, old policies.',
  remediation: 'Set all four to true.',
  references: [
    { standard: 'aws-fsbp', control: 'S3.8' },
    { standard: 'mitre-attack', control: 'T1530' },
  ],
  forEach: {
    as: 'field',
    in: "['blockPublicAcls', 'blockPublicPolicy', 'ignorePublicAcls', 'restrictPublicBuckets']",
    label: 'field',
  },
  cel: 'object[?field].orValue(false) == true',
  message: 'not turned on: {label}',
  fix: {
    safe: 'Turned on where nothing is said; who writes `false` for one of the four may mean it, as for a public website.',
    patch: (inputs) => {
      const unsaid = settings.filter((setting) => (inputs[setting] ?? null) === null);
      return unsaid.length === 0 ? undefined : Object.fromEntries(unsaid.map((setting) => [setting, true]));
    },
  },
  samples: {
    good: [
      { name: 'all four', given: accessBlock() },
      {
        name: 'of the account',
        given: { ...accessBlock(), type: 'aws:s3/accountPublicAccessBlock:AccountPublicAccessBlock' },
      },
    ],
    bad: [
      {
        name: 'one left out',
        given: accessBlock({ restrictPublicBuckets: undefined }),
        message: 'not turned on: restrictPublicBuckets',
      },
      {
        name: 'one turned off',
        given: accessBlock({ blockPublicAcls: false }),
        message: 'not turned on: blockPublicAcls',
      },
      {
        name: 'none',
        given: { type: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock', inputs: { bucket: 'reports' } },
        message: 'not turned on: blockPublicAcls, blockPublicPolicy, ignorePublicAcls, restrictPublicBuckets',
      },
    ],
  },
});
