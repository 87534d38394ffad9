import { architectureOf } from './instance-type';

test.each([
  ['m7g.large', 'arm64'],
  ['c8gn.48xlarge', 'arm64'],
  ['r7gd.metal', 'arm64'],
  ['x2gd.medium', 'arm64'],
  ['im4gn.large', 'arm64'],
  ['is4gen.xlarge', 'arm64'],
  ['hpc7g.4xlarge', 'arm64'],
  ['g5g.xlarge', 'arm64'],
  ['t4g.nano', 'arm64'],
  ['a1.large', 'arm64'],
  ['m7i.large', 'x86_64'],
  ['m7i-flex.xlarge', 'x86_64'],
  ['c7a.24xlarge', 'x86_64'],
  ['g5.xlarge', 'x86_64'],
  ['g6e.12xlarge', 'x86_64'],
  ['u-6tb1.56xlarge', 'x86_64'],
  ['m7i.metal-24xl', 'x86_64'],
  ['t3.micro', 'x86_64'],
  ['p6-b200.48xlarge', 'x86_64'],
  ['p6e-gb200.36xlarge', 'arm64'],
  ['mac2.metal', undefined],
  ['m7g', undefined],
  ['large', undefined],
  ['m7g.gigantic', undefined],
  ['M7G.large', undefined],
])('%s: %s', (instanceType, expected) => {
  expect(architectureOf(instanceType)).toBe(expected);
});
