import { Registry } from './registry';
import { type Recording, record } from './testing';

const volumesKeyArn = 'arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-4333-8444-555555555555';

let registry: Recording<unknown>;
beforeAll(async () => {
  registry = await record(() => {
    const made = new Registry('registry', {
      cluster: 'example',
      registry: {
        repositories: ['payments/api', 'payments/worker'],
        pullThroughCache: [{ prefix: 'upstream', upstream: 'registry.k8s.io' }],
      },
      volumesKeyArn,
    });
    return made.repositoryUrls;
  });
});

test.each(['payments/api', 'payments/worker'])(
  '%s keeps its tags, is scanned, encrypted, and not deleted full',
  (name) => {
    expect(registry.one('Repository', `registry-${name}`).inputs).toMatchObject({
      name,
      imageTagMutability: 'IMMUTABLE',
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: 'KMS', kmsKey: volumesKeyArn }],
      forceDelete: false,
    });
  },
);

test('untagged images go after two weeks, and the newest thousand stay', () => {
  const { repository, policy } = registry.one('LifecyclePolicy', 'registry-payments/api').inputs;

  expect(repository).toBe('payments/api');
  expect(JSON.parse(policy).rules.map((rule: { selection: object }) => rule.selection)).toEqual([
    { tagStatus: 'untagged', countType: 'sinceImagePushed', countUnit: 'days', countNumber: 14 },
    { tagStatus: 'any', countType: 'imageCountMoreThan', countNumber: 1000 },
  ]);
});

test('an upstream registry is cached under its prefix', () => {
  expect(registry.one('PullThroughCacheRule').inputs).toMatchObject({
    ecrRepositoryPrefix: 'upstream',
    upstreamRegistryUrl: 'registry.k8s.io',
  });
});

test('addresses are told by name', () => {
  expect(registry.result).toEqual({
    'payments/api': '111122223333.dkr.ecr.eu-west-1.amazonaws.com/payments/api',
    'payments/worker': '111122223333.dkr.ecr.eu-west-1.amazonaws.com/payments/worker',
  });
});
