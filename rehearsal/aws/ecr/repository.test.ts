import type { Properties } from '../../engine/provider';
import { policyOf, World } from '../testing/world';
import { types } from '../types';

const lifecycle = 'aws:ecr/lifecyclePolicy:LifecyclePolicy';
const access = 'aws:ecr/repositoryPolicy:RepositoryPolicy';
const cache = 'aws:ecr/pullThroughCacheRule:PullThroughCacheRule';
let world: World;

beforeEach(async () => {
  world = new World();
  await world.make(types.repository, 'api', { name: 'payments/api' });
});

const rule = (more: Properties = {}, selection: Properties = {}): Properties => ({
  rulePriority: 1,
  selection: { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14, ...selection },
  action: { type: 'expire' },
  ...more,
});
const rules = (...list: Properties[]) => ({ repository: 'payments/api', policy: JSON.stringify({ rules: list }) });
const failure = (reason: string) =>
  `policy: InvalidParameterException: Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure': ${reason}`;

test.each<[string, string, Properties, string[]]>([
  [
    'a name in capitals',
    types.repository,
    { name: 'Payments' },
    [expect.stringMatching(/^name: invalid value for name: "Payments" does not match /) as unknown as string],
  ],
  [
    'a taken name',
    types.repository,
    { name: 'payments/api' },
    [
      "name: RepositoryAlreadyExistsException: The repository with name 'payments/api' already exists in the registry with id '111122223333'",
    ],
  ],
  [
    'mutability that is none',
    types.repository,
    { name: 'ab', imageTagMutability: 'IMMUTABEL' },
    [
      'imageTagMutability: expected imageTagMutability to be one of ["MUTABLE","IMMUTABLE","IMMUTABLE_WITH_EXCLUSION","MUTABLE_WITH_EXCLUSION"], got IMMUTABEL',
    ],
  ],
  [
    'a key without KMS',
    types.repository,
    { name: 'ab', encryptionConfigurations: [{ kmsKey: '04da6b54-80e4-46f7-96ec-b56ff0331ba9' }] },
    ['encryptionConfigurations[0].kmsKey: InvalidParameterException: kmsKey is only for encryptionType KMS'],
  ],
  [
    'a key that does not exist',
    types.repository,
    {
      name: 'ab',
      encryptionConfigurations: [{ encryptionType: 'KMS', kmsKey: 'arn:aws:kms:eu-west-1:111122223333:key/gone' }],
    },
    [
      'encryptionConfigurations[0].kmsKey: KmsException: Invalid KMS key: arn:aws:kms:eu-west-1:111122223333:key/gone does not exist',
    ],
  ],
  [
    'a policy of no repository',
    lifecycle,
    { ...rules(rule()), repository: 'gone' },
    [
      "repository: RepositoryNotFoundException: The repository with name 'gone' does not exist in the registry with id '111122223333'",
    ],
  ],
  ['no rules', lifecycle, rules(), [failure('"rules" must be a list of at least one rule')]],
  ['a priority twice', lifecycle, rules(rule(), rule()), [failure('rules[1]: rulePriority 1 is given twice')]],
  [
    'tags of the untagged',
    lifecycle,
    rules(rule({}, { tagPrefixList: ['v'] })),
    [failure('rules[0]: selection.tagStatus "untagged" takes no tagPrefixList or tagPatternList')],
  ],
  [
    'the tagged without tags',
    lifecycle,
    rules(rule({}, { tagStatus: 'tagged' })),
    [failure('rules[0]: selection.tagStatus "tagged" needs tagPrefixList or tagPatternList')],
  ],
  [
    'a count in weeks',
    lifecycle,
    rules(rule({}, { countUnit: 'weeks' })),
    [failure('rules[0]: selection.countUnit must be "days"')],
  ],
  [
    'a repository policy with resource',
    access,
    {
      repository: 'payments/api',
      policy: policyOf({ Effect: 'Allow', Principal: '*', Action: 'ecr:*', Resource: '*' }),
    },
    [
      "policy: InvalidParameterException: Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided': Has prohibited field Resource (Statement[0])",
    ],
  ],
  [
    'an upstream that is none',
    cache,
    { ecrRepositoryPrefix: 'example', upstreamRegistryUrl: 'registry.example.com' },
    [
      "upstreamRegistryUrl: UnsupportedUpstreamRegistryException: The specified upstream registry isn't supported: registry.example.com",
    ],
  ],
  [
    'Docker Hub without credentials',
    cache,
    { ecrRepositoryPrefix: 'hub', upstreamRegistryUrl: 'registry-1.docker.io' },
    ['credentialArn: InvalidParameterException: upstream registry registry-1.docker.io needs credentialArn'],
  ],
])('%s is refused', async (_, type, inputs, refusals) => {
  expect(await world.refusals(type, inputs)).toEqual(refusals);
});

test('a repository has an address, and its policies go with it', async () => {
  const { state } = await world.make(types.repository, 'web', { name: 'payments/web' });
  expect(state.repositoryUrl).toBe('111122223333.dkr.ecr.eu-west-1.amazonaws.com/payments/web');
  const policy = await world.make(lifecycle, 'web', { ...rules(rule()), repository: 'payments/web' });
  await world.make(cache, 'k8s', { ecrRepositoryPrefix: 'kubernetes', upstreamRegistryUrl: 'registry.k8s.io' });
  await world.delete(types.repository, 'web', 'payments/web');
  expect(await world.aws.read(world.subject(lifecycle, 'web'), policy.id)).toBeUndefined();
});

test.each<[string, Properties, Properties, string[]]>([
  [
    'its encryption',
    { encryptionConfigurations: [{ encryptionType: 'AES256' }] },
    { encryptionConfigurations: [{ encryptionType: 'KMS' }] },
    ['encryptionConfigurations'],
  ],
  ['its mutability', { imageTagMutability: 'MUTABLE' }, { imageTagMutability: 'IMMUTABLE' }, []],
])('%s: what a change replaces', async (_, olds, news, replaces) => {
  expect(await world.replaces(types.repository, olds, news)).toEqual(replaces);
});
