import { region } from '../common';
import { each, flag, link, tags, text, whole } from '../fields';
import { covers, principals, refusePolicy, statementsOf } from '../policy-document';
import { keyPolicy } from '../policy-kinds';
import { arn } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known } from '../values';

/** A customer managed key. Deleting one schedules that for the end of its window; here it is gone at once. */
export const key: TypeSpec = {
  type: types.key,
  inputs: {
    description: text({ max: 8192 }),
    policy: text({ json: true, refuse: (value) => refusePolicy(value, keyPolicy) }),
    bypassPolicyLockoutSafetyCheck: flag({ fallback: false }),
    enableKeyRotation: flag(),
    rotationPeriodInDays: whole({ min: 90, max: 2560 }),
    deletionWindowInDays: whole({ min: 7, max: 30 }),
    isEnabled: flag({ fallback: true }),
    keyUsage: text({
      replaces: true,
      fallback: 'ENCRYPT_DECRYPT',
      oneOf: ['ENCRYPT_DECRYPT', 'SIGN_VERIFY', 'GENERATE_VERIFY_MAC', 'KEY_AGREEMENT'],
    }),
    customerMasterKeySpec: text({
      replaces: true,
      fallback: 'SYMMETRIC_DEFAULT',
      pattern: /^(SYMMETRIC_DEFAULT|RSA_(2048|3072|4096)|ECC_\w+|HMAC_(224|256|384|512)|ML_DSA_\d\d|SM2)$/,
    }),
    multiRegion: flag({ replaces: true }),
    ...each(text({ replaces: true }), 'customKeyStoreId xksKeyId'),
    region,
    tags,
  },
  id: ({ hex }) => hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  notFound: (value, realm) =>
    `NotFoundException: Key '${value.startsWith('arn:') ? value : arn(realm, 'kms', `key/${value}`)}' does not exist`,
  check: checkKey,
  outputs: ({ id, realm, inputs }) => ({
    arn: arn(realm, 'kms', `key/${id}`),
    keyId: id,
    enableKeyRotation: inputs.enableKeyRotation ?? false,
    rotationPeriodInDays: inputs.rotationPeriodInDays ?? (inputs.enableKeyRotation === true ? 365 : 0),
    multiRegion: inputs.multiRegion ?? false,
    policy: inputs.policy ?? defaultPolicy(arn(realm, 'iam', 'root')),
  }),
};

function defaultPolicy(root: string): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Id: 'key-default-1',
    Statement: [
      { Sid: 'Enable IAM User Permissions', Effect: 'Allow', Principal: { AWS: root }, Action: 'kms:*', Resource: '*' },
    ],
  });
}

function checkKey(scene: Scene): void {
  const { policy, bypassPolicyLockoutSafetyCheck, enableKeyRotation, customerMasterKeySpec, rotationPeriodInDays } =
    scene.inputs;
  if (enableKeyRotation === true && (known(customerMasterKeySpec) ?? 'SYMMETRIC_DEFAULT') !== 'SYMMETRIC_DEFAULT') {
    scene.fail(
      'enableKeyRotation',
      `UnsupportedOperationException: rotation is only for SYMMETRIC_DEFAULT keys, not ${customerMasterKeySpec}`,
    );
  }
  if (rotationPeriodInDays !== undefined && (enableKeyRotation ?? false) === false) {
    scene.fail('rotationPeriodInDays', 'InvalidParameterValue: rotationPeriodInDays needs enableKeyRotation');
  }
  const text = known(policy);
  if (text === undefined || bypassPolicyLockoutSafetyCheck === true || keepsDoorOpen(text, scene.realm.account)) return;
  scene.fail(
    'policy',
    'MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future: ' +
      `no statement allows kms:PutKeyPolicy to a principal of account ${scene.realm.account}`,
  );
}

/** Somebody in the account may still change the policy. Who asks is not known here, so anybody counts. */
function keepsDoorOpen(policy: string, account: string): boolean {
  return statementsOf(policy).some(
    (statement) =>
      statement.Effect === 'Allow' &&
      covers(statement.Action, 'kms:PutKeyPolicy') &&
      principals(statement, 'AWS').some((who) => who === '*' || who === account || who.includes(`::${account}:`)),
  );
}

export const alias: TypeSpec = {
  type: types.alias,
  inputs: {
    name: text({ replaces: true, max: 256, refuse: refuseAlias }),
    namePrefix: text({ replaces: true }),
    targetKeyId: text({ required: true, link: link(types.key, { by: ['id', 'arn'], mode: 'owned' }) }),
    region,
  },
  naming: { property: 'name', max: 256, start: 'alias/' },
  id: ({ inputs }) => String(inputs.name),
  unique: {
    property: 'name',
    reason: (inputs, realm) =>
      `AlreadyExistsException: An alias with the name ${arn(realm, 'kms', String(inputs.name))} already exists`,
  },
  outputs: ({ realm, inputs, find }) => ({
    arn: arn(realm, 'kms', String(inputs.name)),
    targetKeyArn:
      (find(types.key, 'id', inputs.targetKeyId) ?? find(types.key, 'arn', inputs.targetKeyId))?.state.arn ?? '',
  }),
};

function refuseAlias(value: string): string | undefined {
  if (/^alias\/aws\//.test(value)) return `InvalidAliasNameException: alias/aws/ is AWS' own: "${value}"`;
  return /^alias\/[a-zA-Z0-9/_-]+$/.test(value)
    ? undefined
    : `InvalidAliasNameException: "${value}" must be like alias/name`;
}
