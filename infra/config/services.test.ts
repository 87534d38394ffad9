import { type ConfigChange, faultOf } from './example';

const wrong: readonly (readonly [name: string, change: ConfigChange, line: string])[] = [
  [
    'ARN of no principal',
    (c) => (c.keys.administrators[0] = 'arn:aws:iam::111122223333:root'),
    "keys.administrators[0]: found 'arn:aws:iam::111122223333:root'; write the ARN of an IAM role or user, such as arn:aws:iam::111122223333:role/platform-admin",
  ],
  [
    'no administrators',
    (c) => (c.keys.administrators = []),
    'keys.administrators: found an empty list; write at least one principal, the one that runs Pulumi',
  ],
  [
    'deletion window',
    (c) => (c.keys.deletionWindowDays = 6),
    'keys.deletionWindowDays: found the number 6; write a whole number from 7 to 30 (days)',
  ],
  [
    'floating add-on',
    (c) => (c.addons.coredns = 'latest'),
    "addons.coredns: found 'latest'; write a version as `aws eks describe-addon-versions` lists it, such as v1.20.4-eksbuild.2",
  ],
  [
    'missing add-on',
    (c) => delete c.addons['vpc-cni'],
    'addons.vpc-cni: found nothing; write a version as `aws eks describe-addon-versions` lists it, such as v1.20.4-eksbuild.2',
  ],
  [
    'repository name',
    (c) => (c.registry = { repositories: ['Payments'] }),
    "registry.repositories[0]: found 'Payments'; write a repository name of 2 to 256 lower-case letters and digits, with single dots, hyphens, underscores and slashes between",
  ],
  [
    'upstream registry',
    (c) => (c.registry = { pullThroughCache: [{ prefix: 'hub', upstream: 'docker.io' }] }),
    "registry.pullThroughCache[0].upstream: found 'docker.io'; write public.ecr.aws, quay.io or registry.k8s.io",
  ],
  [
    'e-mail address',
    (c) => (c.detection.subscribers = ['security']),
    "detection.subscribers[0]: found 'security'; write an e-mail address such as security@example.com",
  ],
];

describe('of keys, add-ons, registry and detection, what is wrong is named with its path, what was found and what to write', () => {
  test.each(wrong)('%s', (_name, change, line) => {
    expect(faultOf(change)).toBe(line);
  });
});
