import { keyLink, region } from '../common';
import { anything, block, each, type Field, flag, link, list, tags, text } from '../fields';
import { refusePolicy, statementsOf } from '../policy-document';
import { bucketPolicy as policyRules } from '../policy-kinds';
import { arn, domain } from '../realm';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { list as items, known, rows, strings, table } from '../values';

const policy = { json: true, refuse: (value: string) => refusePolicy(value, policyRules) };
const owner = text({ required: true, replaces: true, link: link(types.bucket, { mode: 'owned' }) });

/** A bucket has one of each of the settings below; a second resource would overwrite the first. */
const single = (what: string): NonNullable<TypeSpec['unique']> => ({
  property: 'bucket',
  reason: (inputs) => `OperationAborted: bucket ${inputs.bucket} has its ${what} set by another resource already`,
});

const encryptionRule: Field = block({
  applyServerSideEncryptionByDefault: block({
    sseAlgorithm: text({ required: true, oneOf: ['AES256', 'aws:kms', 'aws:kms:dsse'] }),
    kmsMasterKeyId: text({ link: keyLink((value) => `KMS.NotFoundException: Key '${value}' does not exist`) }),
  }),
  blockedEncryptionTypes: list(text()),
  bucketKeyEnabled: flag(),
});

export const bucket: TypeSpec = {
  type: types.bucket,
  inputs: {
    bucket: text({ replaces: true, min: 3, max: 63, refuse: refuseName }),
    bucketPrefix: text({ replaces: true, max: 37 }),
    bucketNamespace: text({ replaces: true }),
    forceDestroy: flag({ fallback: false }),
    objectLockEnabled: flag({ replaces: true }),
    policy: text(policy),
    tags,
    ...each(text(), 'accelerationStatus acl requestPayer'),
    ...each(
      anything(),
      'corsRules grants lifecycleRules logging objectLockConfiguration replicationConfiguration serverSideEncryptionConfiguration versioning website',
    ),
    region,
  },
  naming: { property: 'bucket', max: 63, lower: true },
  id: ({ inputs }) => String(inputs.bucket),
  notFound: (value) => `NoSuchBucket: The specified bucket does not exist: ${value}`,
  unique: {
    property: 'bucket',
    reason: (inputs) =>
      `BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded and you already own it: ${inputs.bucket}`,
  },
  outputs: ({ realm, inputs }) => ({
    arn: arn(realm, 's3', String(inputs.bucket)),
    bucketDomainName: `${inputs.bucket}.s3.${domain(realm)}`,
    bucketRegion: realm.region,
    bucketRegionalDomainName: `${inputs.bucket}.s3.${realm.region}.${domain(realm)}`,
    hostedZoneId: 'Z1BKCTXD74EZPE',
  }),
};

function refuseName(value: string): string | undefined {
  const isName =
    /^[a-z0-9][a-z0-9.-]*[a-z0-9]$/.test(value) && !/\.\.|^xn--|-s3alias$|^\d+\.\d+\.\d+\.\d+$/.test(value);
  return isName
    ? undefined
    : `InvalidBucketName: The specified bucket is not valid: "${value}": 3 to 63 of a-z, 0-9, dots and hyphens`;
}

export const bucketPublicAccessBlock: TypeSpec = {
  type: 'aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock',
  inputs: {
    bucket: owner,
    ...each(flag({ fallback: false }), 'blockPublicAcls blockPublicPolicy ignorePublicAcls restrictPublicBuckets'),
    skipDestroy: flag(),
    region,
  },
  id: ({ inputs }) => String(inputs.bucket),
  unique: single('public access block'),
};

export const bucketEncryption: TypeSpec = {
  type: 'aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration',
  inputs: {
    bucket: owner,
    expectedBucketOwner: text({ replaces: true, pattern: /^\d{12}$/ }),
    rules: list(encryptionRule, { required: true, min: 1, max: 1 }),
    region,
  },
  id: ({ inputs }) => String(inputs.bucket),
  unique: single('encryption'),
  check(scene) {
    for (const [index, rule] of rows(scene.inputs.rules)) {
      const { sseAlgorithm, kmsMasterKeyId } = table(rule.applyServerSideEncryptionByDefault);
      if (sseAlgorithm !== 'AES256' || kmsMasterKeyId === undefined) continue;
      scene.fail(
        `rules[${index}].applyServerSideEncryptionByDefault`,
        'InvalidArgument: a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse',
      );
    }
  },
};

export const bucketVersioning: TypeSpec = {
  type: 'aws:s3/bucketVersioning:BucketVersioning',
  inputs: {
    bucket: owner,
    expectedBucketOwner: text({ replaces: true, pattern: /^\d{12}$/ }),
    mfa: text(),
    versioningConfiguration: block(
      {
        status: text({ required: true, oneOf: ['Enabled', 'Suspended', 'Disabled'] }),
        mfaDelete: text({ oneOf: ['Enabled', 'Disabled'] }),
      },
      { required: true },
    ),
    region,
  },
  id: ({ inputs }) => String(inputs.bucket),
  unique: single('versioning'),
  check(scene) {
    const former = table(scene.olds?.versioningConfiguration).status;
    const { status } = table(scene.inputs.versioningConfiguration);
    if (status === 'Disabled' && former !== undefined && former !== 'Disabled') {
      scene.fail(
        'versioningConfiguration.status',
        `IllegalVersioningConfigurationException: versioning can't go from ${former} back to Disabled; write Suspended`,
      );
    }
  },
};

export const bucketPolicy: TypeSpec = {
  type: 'aws:s3/bucketPolicy:BucketPolicy',
  inputs: { bucket: owner, policy: text({ ...policy, required: true }), region },
  id: ({ inputs }) => String(inputs.bucket),
  unique: single('policy'),
  check(scene) {
    const name = known(scene.inputs.bucket);
    if (name === undefined) return;
    const own = arn(scene.realm, 's3', name);
    for (const [index, { Resource }] of statementsOf(known(scene.inputs.policy)).entries()) {
      const named = Array.isArray(Resource) ? strings(items(Resource)) : strings([Resource ?? null]);
      const stray = named.find((resource) => resource !== own && !resource.startsWith(`${own}/`));
      if (stray !== undefined)
        scene.fail(
          'policy',
          `MalformedPolicy: Policy has invalid resource: ${stray} is not of bucket ${name} (Statement[${index}])`,
        );
    }
  },
};
