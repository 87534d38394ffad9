import type { Properties } from '../../engine/provider';
import { policyOf, World } from '../testing/world';
import { types } from '../types';

const publicAccess = 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock';
const encryption = 'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration';
const versioning = 'aws:s3/bucketVersioning:BucketVersioning';
const access = 'aws:s3/bucketPolicy:BucketPolicy';
const bucket = 'palisade-logs';
let world: World;

beforeEach(async () => {
  world = new World();
  await world.make(types.bucket, 'logs', { bucket });
});

const deny = (more: Properties = {}) =>
  policyOf({
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
    ...more,
  });
const encrypt = (more: Properties): Properties => ({ bucket, rules: [{ applyServerSideEncryptionByDefault: more }] });

test.each<[string, string, Properties, string[]]>([
  [
    'a name in capitals',
    types.bucket,
    { bucket: 'Logs' },
    ['bucket: InvalidBucketName: The specified bucket is not valid: "Logs": 3 to 63 of a-z, 0-9, dots and hyphens'],
  ],
  [
    'a name like an address',
    types.bucket,
    { bucket: '10.0.0.1' },
    ['bucket: InvalidBucketName: The specified bucket is not valid: "10.0.0.1": 3 to 63 of a-z, 0-9, dots and hyphens'],
  ],
  [
    'a name too short',
    types.bucket,
    { bucket: 'ab' },
    ['bucket: expected length of bucket to be in the range (3 - 63), got ab'],
  ],
  [
    'a taken name',
    types.bucket,
    { bucket },
    [
      `bucket: BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it: ${bucket}`,
    ],
  ],
  [
    'no such bucket',
    publicAccess,
    { bucket: 'gone' },
    ['bucket: NoSuchBucket: The specified bucket does not exist: gone'],
  ],
  [
    'a key of AES256',
    encryption,
    encrypt({ sseAlgorithm: 'AES256', kmsMasterKeyId: 'alias/aws/s3' }),
    [
      'rules[0].applyServerSideEncryptionByDefault: InvalidArgument: a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
    ],
  ],
  [
    'a key that does not exist',
    encryption,
    encrypt({ sseAlgorithm: 'aws:kms', kmsMasterKeyId: 'gone' }),
    ["rules[0].applyServerSideEncryptionByDefault.kmsMasterKeyId: KMS.NotFoundException: Key 'gone' does not exist"],
  ],
  [
    'a policy about another bucket',
    access,
    { bucket, policy: deny({ Resource: 'arn:aws:s3:::other/*' }) },
    [
      `policy: MalformedPolicy: Policy has invalid resource: arn:aws:s3:::other/* is not of bucket ${bucket} (Statement[0])`,
    ],
  ],
  [
    'a policy without principal',
    access,
    { bucket, policy: policyOf({ Effect: 'Deny', Action: 's3:*', Resource: `arn:aws:s3:::${bucket}` }) },
    ['policy: MalformedPolicy: Missing required field Principal (Statement[0])'],
  ],
])('%s is refused', async (_, type, inputs, refusals) => {
  expect(await world.refusals(type, inputs)).toEqual(refusals);
});

test('versioning is suspended, not undone', async () => {
  const olds = { bucket, versioningConfiguration: { status: 'Enabled' } };
  const news = { bucket, versioningConfiguration: { status: 'Disabled' } };
  await world.make(versioning, 'logs', olds);
  expect(await world.refusals(versioning, news, olds, 'logs')).toEqual([
    "versioningConfiguration.status: IllegalVersioningConfigurationException: versioning can't go from Enabled back to Disabled; write Suspended",
  ]);
});

test('each setting of a bucket is set once, and goes with it', async () => {
  const policy = await world.make(access, 'logs', { bucket, policy: deny() });
  expect(await world.refusals(access, { bucket, policy: deny() })).toEqual([
    `bucket: OperationAborted: bucket ${bucket} has its policy set by another resource already`,
  ]);
  await world.delete(types.bucket, 'logs', bucket);
  expect(await world.aws.read(world.subject(access, 'logs'), policy.id)).toBeUndefined();
});

test('a bucket whose name is made up has one that S3 takes', async () => {
  const { id, state } = await world.make(types.bucket, 'RunnerSources', {});
  expect(id).toMatch(/^runnersources-[0-9a-f]{7}$/);
  expect([state.arn, state.bucketRegionalDomainName]).toEqual([
    `arn:aws:s3:::${id}`,
    `${id}.s3.eu-west-1.amazonaws.com`,
  ]);
});
