import type { Properties } from '../../engine/provider';
import { policyOf, World } from '../testing/world';
import { types } from '../types';

const root = { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111122223333:root' }, Action: 'kms:*', Resource: '*' };
const lockout =
  'policy: MalformedPolicyDocumentException: The new key policy will not allow you to update the key policy in the future: ' +
  'no statement allows kms:PutKeyPolicy to a principal of account 111122223333';

test.each<[string, string, Properties, string[]]>([
  ['a key that locks its owners out', types.key, { policy: policyOf({ ...root, Action: 'kms:Decrypt' }) }, [lockout]],
  [
    "a key that is another account's",
    types.key,
    { policy: policyOf({ ...root, Principal: { AWS: 'arn:aws:iam::999999999999:root' } }) },
    [lockout],
  ],
  [
    'a key policy without resource',
    types.key,
    { policy: policyOf({ ...root, Resource: undefined } as unknown as Properties) },
    [
      'policy: MalformedPolicyDocumentException: Policy statement must contain resources: Resource is missing (Statement[0])',
    ],
  ],
  [
    'a deletion window of a day',
    types.key,
    { deletionWindowInDays: 1 },
    ['deletionWindowInDays: expected deletionWindowInDays to be in the range (7 - 30), got 1'],
  ],
  [
    'rotation every month',
    types.key,
    { enableKeyRotation: true, rotationPeriodInDays: 30 },
    ['rotationPeriodInDays: expected rotationPeriodInDays to be in the range (90 - 2560), got 30'],
  ],
  [
    'rotation of a signing key',
    types.key,
    { enableKeyRotation: true, keyUsage: 'SIGN_VERIFY', customerMasterKeySpec: 'RSA_2048' },
    ['enableKeyRotation: UnsupportedOperationException: rotation is only for SYMMETRIC_DEFAULT keys, not RSA_2048'],
  ],
  [
    'an alias without prefix',
    types.alias,
    { name: 'secrets', targetKeyId: '04da6b54-80e4-46f7-96ec-b56ff0331ba9' },
    ['name: InvalidAliasNameException: "secrets" must be like alias/name'],
  ],
  [
    "an alias of AWS' own",
    types.alias,
    { name: 'alias/aws/eks', targetKeyId: '04da6b54-80e4-46f7-96ec-b56ff0331ba9' },
    ['name: InvalidAliasNameException: alias/aws/ is AWS\' own: "alias/aws/eks"'],
  ],
  [
    'an alias of no key',
    types.alias,
    { name: 'alias/a', targetKeyId: 'gone' },
    ["targetKeyId: NotFoundException: Key 'arn:aws:kms:eu-west-1:111122223333:key/gone' does not exist"],
  ],
])('%s is refused', async (_, type, inputs, refusals) => {
  expect(await new World().refusals(type, inputs)).toEqual(refusals);
});

test('a key has an id and an ARN that agree, and one alias of a name', async () => {
  const world = new World();
  const { id, state } = await world.make(types.key, 'key', { policy: policyOf(root), enableKeyRotation: true });
  expect(id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect([state.keyId, state.arn, state.rotationPeriodInDays]).toEqual([
    id,
    `arn:aws:kms:eu-west-1:111122223333:key/${id}`,
    365,
  ]);
  const alias = await world.make(types.alias, 'alias', { name: 'alias/secrets', targetKeyId: id });
  expect(alias.state.targetKeyArn).toBe(state.arn);
  expect(await world.refusals(types.alias, { name: 'alias/secrets', targetKeyId: id })).toEqual([
    'name: AlreadyExistsException: An alias with the name arn:aws:kms:eu-west-1:111122223333:alias/secrets already exists',
  ]);
});

const logs = (condition?: Properties) => ({
  Effect: 'Allow',
  Principal: { Service: 'logs.eu-west-1.amazonaws.com' },
  Action: ['kms:Encrypt*', 'kms:Decrypt*', 'kms:GenerateDataKey*'],
  Resource: '*',
  ...(condition ? { Condition: condition } : {}),
});
const context = (pattern: string) => ({ ArnLike: { 'kms:EncryptionContext:aws:logs:arn': pattern } });
const refused =
  "kmsKeyId: AccessDeniedException: The specified KMS key does not exist or is not allowed to be used with Arn 'arn:aws:logs:eu-west-1:111122223333:log-group:/audit': " +
  "the key's policy must allow kms:GenerateDataKey* to logs.eu-west-1.amazonaws.com for it";

test.each<[string, Properties[], string[]]>([
  ['lets the service', [root, logs()], []],
  ['lets the service for this group', [root, logs(context('arn:aws:logs:eu-west-1:111122223333:log-group:/a*'))], []],
  [
    'lets the service for another group',
    [root, logs(context('arn:aws:logs:eu-west-1:111122223333:log-group:/b*'))],
    [refused],
  ],
  ['lets only the account', [root], [refused]],
])('a log group under a key that %s', async (_, statements, refusals) => {
  const world = new World();
  const { state } = await world.make(types.key, 'key', { policy: policyOf(...statements) });
  expect(await world.refusals(types.logGroup, { name: '/audit', kmsKeyId: state.arn ?? '' })).toEqual(refusals);
});

test.each<[string, Properties, Properties, string[]]>([
  ['its usage', { keyUsage: 'ENCRYPT_DECRYPT' }, { keyUsage: 'SIGN_VERIFY' }, ['keyUsage']],
  ['its policy', { policy: policyOf(root) }, { policy: policyOf(root, logs()) }, []],
])('%s: what a change replaces', async (_, olds, news, replaces) => {
  expect(await new World().replaces(types.key, olds, news)).toEqual(replaces);
});
