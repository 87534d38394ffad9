import * as pulumi from '@pulumi/pulumi';
import { type ConfigChange, faultOf, messageOf, stored } from './example';
import { loadConfig, parseConfig } from './load';

const header = (things: string) => `The stack config has ${things} to correct (keys of the namespace 'palisade'):\n  `;

const wrong: readonly (readonly [name: string, change: ConfigChange, line: string])[] = [
  [
    'unknown top-level key',
    (c) => (c.nodePool = { name: 'general' }),
    'nodePool: found an unknown key; write only layer, account, network, keys, cluster, nodePools, identity, addons, registry, detection and baseline',
  ],
  [
    'unknown nested key',
    (c) => (c.network.egress.domain = 'x'),
    'network.egress.domain: found an unknown key; write only mode',
  ],
  ['missing object', (c) => delete c.keys, 'keys: found nothing; write an object'],
  [
    'missing word',
    (c) => delete c.account.region,
    'account.region: found nothing; write a region such as eu-west-1 (none of China)',
  ],
  ['word instead of object', (c) => (c.cluster = 'production'), "cluster: found 'production'; write an object"],
  ['list instead of object', (c) => (c.addons = []), 'addons: found an empty list; write an object'],
  ['object instead of list', (c) => (c.nodePools = {}), 'nodePools: found an object; write a list'],
];

describe('what is wrong is named with its path, what was found and what to write', () => {
  test.each(wrong)('%s', (_name, change, line) => {
    expect(faultOf(change)).toBe(line);
  });
});

test('several faults are one error, cross-field ones among them', () => {
  const entries = stored((c) => {
    c.foo = 1;
    c.network.cidr = '10.40.0.0/8';
    c.nodePools[0].size = { min: 4, desired: 3, max: 3 };
    c.baseline.delivery.reach = 'allow-list';
    delete c.detection;
  });

  expect(messageOf(() => parseConfig(entries))).toBe(
    `${header('5 things')}${[
      "baseline.delivery.reach: found 'allow-list'; write in-vpc, or cluster.endpoint.access allow-list: the endpoint is private",
      'detection: found nothing; write an object',
      'foo: found an unknown key; write only layer, account, network, keys, cluster, nodePools, identity, addons, registry, detection and baseline',
      "network.cidr: found '10.40.0.0/8'; write an IPv4 block such as 10.40.0.0/16, with no bits set beyond its prefix",
      "nodePools[0].size.min: found the number 4; write at most 3, the pool's max",
    ].join('\n  ')}`,
  );
});

test('the example is valid, and what it leaves out gets the safe default', () => {
  const config = parseConfig(stored());

  expect(config).toMatchObject({
    layer: 'all',
    account: { partition: 'aws' },
    network: { egress: { mode: 'none' }, flowLogRetentionDays: 365 },
    keys: { deletionWindowDays: 30 },
    cluster: { supportType: 'STANDARD', deletionProtection: true, zonalShift: true, logRetentionDays: 365 },
    nodePools: [{ os: 'bottlerocket', fips: false, volumeGiB: 100, maxUnavailablePercentage: 33, taints: [] }],
    identity: { workloads: [] },
    registry: { repositories: [], pullThroughCache: [] },
  });
});

describe('a stack with layer baseline', () => {
  const only = (change: ConfigChange = () => {}) =>
    stored((c) => {
      for (const key of ['network', 'keys', 'cluster', 'nodePools', 'addons', 'detection']) delete c[key];
      c.layer = 'baseline';
      c.clusterStack = 'organization/palisade/production';
      change(c);
    });

  test('takes the account, the other stack and the baseline', () => {
    expect(parseConfig(only())).toMatchObject({ layer: 'baseline', clusterStack: 'organization/palisade/production' });
  });

  test('needs the other stack', () => {
    expect(messageOf(() => parseConfig(only((c) => delete c.clusterStack)))).toBe(
      `${header('1 thing')}clusterStack: found nothing; write the stack that has the cluster, such as organization/palisade/production`,
    );
  });

  test('takes nothing of the cluster', () => {
    expect(messageOf(() => parseConfig(only((c) => (c.network = { cidr: '10.40.0.0/16' }))))).toBe(
      `${header('1 thing')}network: found an unknown key; write only layer, clusterStack, account and baseline`,
    );
  });
});

test('the empty defaults of keys that a layer does not take are not taken for written', () => {
  const entries = stored((c) => {
    for (const key of ['network', 'keys', 'cluster', 'addons', 'detection', 'identity', 'registry']) c[key] = {};
    c.nodePools = [];
    c.layer = 'baseline';
    c.clusterStack = 'organization/palisade/production';
  });

  expect(parseConfig(entries)).toMatchObject({ layer: 'baseline' });
});

test('the empty default of a key that the layer needs says what is missing in it', () => {
  const entries = stored((c) => {
    c.keys = {};
    c.clusterStack = '';
  });

  expect(messageOf(() => parseConfig(entries))).toBe(
    `${header('1 thing')}keys.administrators: found nothing; write a list`,
  );
});

describe('reading the stack config', () => {
  const prefixed = (entries: { [key: string]: string }) =>
    Object.fromEntries(Object.entries(entries).map(([key, value]) => [`palisade:${key}`, value]));

  test('takes the keys of its own namespace only', () => {
    pulumi.runtime.setAllConfig({ ...prefixed(stored()), 'aws:region': 'eu-west-1' });

    expect(loadConfig(new pulumi.Config('palisade'))).toEqual(parseConfig(stored()));
  });

  test('finds a key that the schema does not know', () => {
    pulumi.runtime.setAllConfig(prefixed(stored((c) => (c.clutser = { name: 'example' }))));

    expect(messageOf(() => loadConfig(new pulumi.Config('palisade')))).toBe(
      `${header('1 thing')}clutser: found an unknown key; write only layer, account, network, keys, cluster, nodePools, identity, addons, registry, detection and baseline`,
    );
  });

  test('shows no secret', () => {
    pulumi.runtime.setAllConfig(prefixed(stored((c) => (c.keys = 'hunter2'))), ['palisade:keys']);

    expect(messageOf(() => loadConfig(new pulumi.Config('palisade')))).toBe(
      `${header('1 thing')}keys: found a secret; write an object`,
    );
  });
});
