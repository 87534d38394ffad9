import { keyArnLink, refuseArn, region } from '../common';
import { flag, tags, text, whole } from '../fields';
import { letsServiceEncrypt } from '../kms/grants';
import { arn, domain } from '../realm';
import type { Scene } from '../scene';
import type { TypeSpec } from '../spec';
import { types } from '../types';
import { known, number } from '../values';

/** Days that CloudWatch can keep logs; 0 is for ever. */
const retentions = [
  0, 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

export const logGroup: TypeSpec = {
  type: types.logGroup,
  inputs: {
    name: text({ replaces: true, min: 1, max: 512, pattern: /^[a-zA-Z0-9._\-/#]+$/ }),
    namePrefix: text({ replaces: true, max: 483 }),
    kmsKeyId: text({
      refuse: refuseArn,
      link: keyArnLink((value) => `InvalidParameterException: The specified KMS key does not exist: ${value}`),
    }),
    retentionInDays: whole({ fallback: 0 }),
    logGroupClass: text({ replaces: true, oneOf: ['STANDARD', 'INFREQUENT_ACCESS', 'DELIVERY'] }),
    deletionProtectionEnabled: flag(),
    skipDestroy: flag({ fallback: false }),
    region,
    tags,
  },
  naming: { property: 'name', max: 512 },
  id: ({ inputs }) => String(inputs.name),
  notFound: () => 'ResourceNotFoundException: The specified log group does not exist.',
  handles: (state) => ({ name: state.name }),
  unique: {
    property: 'name',
    reason: (inputs) => `ResourceAlreadyExistsException: The specified log group already exists: ${inputs.name}`,
  },
  check: checkLogGroup,
  keep: (entity) =>
    entity.inputs.deletionProtectionEnabled === true
      ? 'InvalidParameterException: Log group has deletion protection; set deletionProtectionEnabled to false first'
      : undefined,
  outputs: ({ realm, inputs }) => ({
    arn: arn(realm, 'logs', `log-group:${inputs.name}`),
    logGroupClass: inputs.logGroupClass ?? 'STANDARD',
  }),
};

function checkLogGroup(scene: Scene): void {
  const { realm, inputs } = scene;
  const days = number(inputs.retentionInDays);
  if (days !== undefined && !retentions.includes(days)) {
    scene.fail('retentionInDays', `expected retentionInDays to be one of [${retentions.join(' ')}], got ${days}`);
  }
  const key = scene.find(types.key, 'arn', inputs.kmsKeyId);
  const name = known(inputs.name);
  if (!key || name === undefined) return;
  const group = arn(realm, 'logs', `log-group:${name}`);
  if (letsServiceEncrypt(key, `logs.${realm.region}.${domain(realm)}`, 'kms:EncryptionContext:aws:logs:arn', group))
    return;
  scene.fail(
    'kmsKeyId',
    `AccessDeniedException: The specified KMS key does not exist or is not allowed to be used with Arn '${group}': ` +
      `the key's policy must allow kms:GenerateDataKey* to logs.${realm.region}.${domain(realm)} for it`,
  );
}
