import { type ConfigChange, faultOf } from './example';

const wrong: readonly (readonly [name: string, change: ConfigChange, line: string])[] = [
  [
    'ARN of another partition',
    (c) => (c.keys.administrators[0] = 'arn:aws-us-gov:iam::111122223333:role/deployer'),
    "keys.administrators[0]: found 'arn:aws-us-gov:iam::111122223333:role/deployer'; write an ARN of partition aws, as account.partition says",
  ],
  ['layer', (c) => (c.layer = 'both'), "layer: found 'both'; write all, cluster or baseline"],
  [
    'one stack for a delivery that takes two',
    (c) =>
      (c.baseline.delivery = {
        mode: 'gitops',
        tool: 'flux',
        repository: 'https://git.example.com/platform/clusters.git',
        path: 'production',
      }),
    "layer: found 'all'; write cluster, and a second stack with layer baseline: delivery gitops takes two",
  ],
  [
    'pull-through cache without a way out',
    (c) => (c.registry = { pullThroughCache: [{ prefix: 'upstream', upstream: 'registry.k8s.io' }] }),
    'registry.pullThroughCache: found a list of 1; write an empty list, or network.egress nat or firewall: the first pull of an image needs a way out of the VPC',
  ],
  [
    'allow list that the endpoint does not have',
    (c) => (c.baseline.delivery.reach = 'allow-list'),
    "baseline.delivery.reach: found 'allow-list'; write in-vpc, or cluster.endpoint.access allow-list: the endpoint is private",
  ],
];

describe('of what keys say of each other, what is wrong is named with its path, what was found and what to write', () => {
  test.each(wrong)('%s', (_name, change, line) => {
    expect(faultOf(change)).toBe(line);
  });
});
