import * as pulumi from '@pulumi/pulumi';
import { ConfigError } from './errors';
import { exampleEntries } from './example';
import { loadConfig, parseConfig } from './load';

// biome-ignore lint/suspicious/noExplicitAny: tests spoil configs in ways that no type allows
type Loose = any;

/** The example with a change, as Pulumi stores it. */
function stored(change: (entries: Loose) => void = () => {}): { [key: string]: string } {
  const entries = exampleEntries();
  change(entries);
  return Object.fromEntries(
    Object.entries(entries).map(([key, value]) => [key, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

function messageOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'no error';
}

const header = (things: string) => `The stack config has ${things} to correct (keys of the namespace 'palisade'):\n  `;

const wrong: readonly (readonly [name: string, change: (entries: Loose) => void, line: string])[] = [
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
  ['layer', (c) => (c.layer = 'both'), "layer: found 'both'; write all, cluster or baseline"],
  [
    'account id without quotes',
    (c) => (c.account.id = 111122223333),
    "account.id: found the number 111122223333; write the account's 12 digits in quotes, such as '111122223333'",
  ],
  [
    'region',
    (c) => (c.account = { region: 'Ireland' }),
    "account.region: found 'Ireland'; write a region such as eu-west-1 (none of China)",
  ],
  [
    'partition of another region',
    (c) => (c.account = { region: 'us-gov-west-1' }),
    'account.partition: found nothing; write aws-us-gov, the partition of us-gov-west-1',
  ],
  [
    'unknown partition',
    (c) => (c.account.partition = 'gcp'),
    "account.partition: found 'gcp'; write aws or aws-us-gov",
  ],
  [
    'zone of another region',
    (c) => (c.account.zones[1] = 'eu-central-1b'),
    "account.zones[1]: found 'eu-central-1b'; write a zone of eu-west-1, eu-west-1a to eu-west-1f",
  ],
  [
    'local zone',
    (c) => (c.account = { region: 'us-west-2', zones: ['us-west-2a', 'us-west-2b', 'us-west-2-lax-1a'] }),
    "account.zones[2]: found 'us-west-2-lax-1a'; write a zone of us-west-2, us-west-2a to us-west-2f",
  ],
  [
    'zone twice',
    (c) => (c.account.zones[2] = 'eu-west-1a'),
    "account.zones[2]: found 'eu-west-1a'; write a zone that no other entry has (entry 0 has it too)",
  ],
  [
    'too few zones',
    (c) => c.account.zones.pop(),
    'account.zones: found a list of 2; write at least three availability zones, so that the loss of one is survived',
  ],
  [
    'VPC block that is none',
    (c) => (c.network.cidr = '10.40.0.0'),
    "network.cidr: found '10.40.0.0'; write an IPv4 block such as 10.40.0.0/16, with no bits set beyond its prefix",
  ],
  [
    'VPC block with host bits',
    (c) => (c.network.cidr = '10.40.1.0/16'),
    "network.cidr: found '10.40.1.0/16'; write an IPv4 block such as 10.40.0.0/16, with no bits set beyond its prefix",
  ],
  [
    'public VPC block that looks private',
    (c) => (c.network.cidr = '172.32.0.0/16'),
    "network.cidr: found '172.32.0.0/16'; write a private block, within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10",
  ],
  [
    'VPC block too wide',
    (c) => (c.network.cidr = '10.0.0.0/15'),
    "network.cidr: found '10.0.0.0/15'; write a prefix from /16 (the largest VPC that AWS makes) to /20 (510 addresses a zone for pods)",
  ],
  [
    'VPC block too narrow',
    (c) => (c.network.cidr = '10.0.0.0/21'),
    "network.cidr: found '10.0.0.0/21'; write a prefix from /16 (the largest VPC that AWS makes) to /20 (510 addresses a zone for pods)",
  ],
  [
    'egress mode',
    (c) => (c.network.egress.mode = 'all'),
    "network.egress.mode: found 'all'; write none, nat or firewall",
  ],
  [
    'domain',
    (c) => (c.network.egress = { mode: 'firewall', domains: ['.example.com', 'a.example.com', '*.example.org'] }),
    "network.egress.domains[2]: found '*.example.org'; write a domain such as registry.example.com, or .example.com for every name below it",
  ],
  [
    'a whole top-level domain',
    (c) => (c.network.egress = { mode: 'firewall', domains: ['.com'] }),
    "network.egress.domains[0]: found '.com'; write a domain such as registry.example.com, or .example.com for every name below it",
  ],
  [
    'firewall without domains',
    (c) => (c.network.egress = { mode: 'firewall', domains: [] }),
    'network.egress.domains: found an empty list; write at least one domain, or choose mode none',
  ],
  [
    'retention that CloudWatch does not take',
    (c) => (c.network.flowLogRetentionDays = 100),
    'network.flowLogRetentionDays: found the number 100; write one of 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653 (days)',
  ],
  [
    'ARN of no principal',
    (c) => (c.keys.administrators[0] = 'arn:aws:iam::111122223333:root'),
    "keys.administrators[0]: found 'arn:aws:iam::111122223333:root'; write the ARN of an IAM role or user, such as arn:aws:iam::111122223333:role/platform-admin",
  ],
  [
    'ARN of another partition',
    (c) => (c.keys.administrators[0] = 'arn:aws-us-gov:iam::111122223333:role/deployer'),
    "keys.administrators[0]: found 'arn:aws-us-gov:iam::111122223333:role/deployer'; write an ARN of partition aws, as account.partition says",
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
    'cluster name too long',
    (c) => (c.cluster.name = 'a'.repeat(33)),
    "cluster.name: found 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'; write a cluster name: at most 32 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen",
  ],
  [
    'unsupported version',
    (c) => (c.cluster.version = '1.29'),
    "cluster.version: found '1.29'; write 1.36, 1.35, 1.34, 1.33 or 1.32",
  ],
  [
    'version without quotes',
    (c) => (c.cluster.version = 1.35),
    'cluster.version: found the number 1.35; write 1.36, 1.35, 1.34, 1.33 or 1.32 in quotes',
  ],
  [
    'version past standard support',
    (c) => (c.cluster.version = '1.33'),
    "cluster.version: found '1.33'; write 1.36, 1.35 or 1.34, or supportType EXTENDED: 1.33 is past standard support, and EKS would upgrade the cluster by itself",
  ],
  [
    'endpoint open to the internet',
    (c) => (c.cluster.endpoint = { access: 'allow-list', cidrs: ['0.0.0.0/0'] }),
    "cluster.endpoint.cidrs[0]: found '0.0.0.0/0'; write a block no wider than /16; the API is not for the whole internet",
  ],
  [
    'endpoint open to half of it',
    (c) => (c.cluster.endpoint = { access: 'allow-list', cidrs: ['203.0.113.0/24', '128.0.0.0/1'] }),
    "cluster.endpoint.cidrs[1]: found '128.0.0.0/1'; write a block no wider than /16; the API is not for the whole internet",
  ],
  [
    'private block on the public endpoint',
    (c) => (c.cluster.endpoint = { access: 'allow-list', cidrs: ['10.0.0.0/16'] }),
    "cluster.endpoint.cidrs[0]: found '10.0.0.0/16'; write a public block; callers in the VPC use the private endpoint, and AWS refuses private ones here",
  ],
  [
    'endpoint access',
    (c) => (c.cluster.endpoint = { access: 'public' }),
    "cluster.endpoint.access: found 'public'; write private or allow-list",
  ],
  [
    'nobody let in',
    (c) => (c.cluster.admins = []),
    'cluster.admins: found an empty list; write at least one principal; the creator gets no access of its own',
  ],
  [
    'access policy',
    (c) => (c.cluster.admins[0].policy = 'AdministratorAccess'),
    "cluster.admins[0].policy: found 'AdministratorAccess'; write AmazonEKSClusterAdminPolicy, AmazonEKSAdminPolicy, AmazonEKSAdminViewPolicy, AmazonEKSEditPolicy or AmazonEKSViewPolicy",
  ],
  [
    'switch',
    (c) => (c.cluster.deletionProtection = 'yes'),
    "cluster.deletionProtection: found 'yes'; write true or false",
  ],
  [
    'no node pools',
    (c) => (c.nodePools = []),
    'nodePools: found an empty list; write at least one node pool; the add-ons need somewhere to run',
  ],
  [
    'pool name twice',
    (c) => c.nodePools.push(c.nodePools[0]),
    "nodePools[1].name: found 'general'; write a name that no other entry has (entry 0 has it too)",
  ],
  [
    'min over max',
    (c) => (c.nodePools[0].size = { min: 4, desired: 3, max: 3 }),
    "nodePools[0].size.min: found the number 4; write at most 3, the pool's max",
  ],
  [
    'desired out of bounds',
    (c) => (c.nodePools[0].size = { min: 1, desired: 9, max: 3 }),
    "nodePools[0].size.desired: found the number 9; write 1 to 3, the pool's min and max",
  ],
  [
    'half a node',
    (c) => (c.nodePools[0].size.min = 0.5),
    'nodePools[0].size.min: found the number 0.5; write a whole number from 0 to 450',
  ],
  [
    'instance type of another architecture',
    (c) => (c.nodePools[0].instanceTypes = ['m7g.large', 'm7i.large']),
    "nodePools[0].instanceTypes[1]: found 'm7i.large'; write an instance type of arm64; this one is x86_64",
  ],
  [
    'no instance type',
    (c) => (c.nodePools[0].instanceTypes = ['large']),
    "nodePools[0].instanceTypes[0]: found 'large'; write an EC2 instance type such as m7i.large",
  ],
  [
    'FIPS on AL2023',
    (c) => Object.assign(c.nodePools[0], { os: 'al2023', fips: true }),
    'nodePools[0].fips: found true; write false, or os bottlerocket: al2023 has no FIPS image here',
  ],
  [
    'label key of Kubernetes',
    (c) => (c.nodePools[0].labels = { 'node-role.kubernetes.io/worker': '' }),
    "nodePools[0].labels['node-role.kubernetes.io/worker']: found the key 'node-role.kubernetes.io/worker'; write a Kubernetes label key such as team or example.com/team, outside kubernetes.io, k8s.io and eks.amazonaws.com",
  ],
  [
    'label value',
    (c) => (c.nodePools[0].labels = { team: 'a b' }),
    "nodePools[0].labels.team: found 'a b'; write a Kubernetes label value: at most 63 letters, digits, hyphens, underscores and dots",
  ],
  [
    'taint effect',
    (c) => (c.nodePools[0].taints = [{ key: 'gpu', effect: 'NO_SCHEDULE' }]),
    "nodePools[0].taints[0].effect: found 'NO_SCHEDULE'; write NoSchedule, PreferNoSchedule or NoExecute",
  ],
  [
    'permissions boundary',
    (c) => (c.identity = { permissionsBoundaryArn: 'boundary' }),
    "identity.permissionsBoundaryArn: found 'boundary'; write the ARN of an IAM policy, such as arn:aws:iam::111122223333:policy/boundary",
  ],
  [
    'a workload that may do everything',
    (c) => {
      const policy = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
      c.identity = { workloads: [{ name: 'app', namespace: 'payments', serviceAccount: 'app', policy }] };
    },
    "identity.workloads[0].policy.Statement[0].Action: found '*'; write the actions that the workload needs, such as s3:GetObject; * is everything",
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
    'pull-through cache without a way out',
    (c) => (c.registry = { pullThroughCache: [{ prefix: 'upstream', upstream: 'registry.k8s.io' }] }),
    'registry.pullThroughCache: found a list of 1; write an empty list, or network.egress nat or firewall: the first pull of an image needs a way out of the VPC',
  ],
  [
    'e-mail address',
    (c) => (c.detection.subscribers = ['security']),
    "detection.subscribers[0]: found 'security'; write an e-mail address such as security@example.com",
  ],
  [
    'delivery mode',
    (c) => (c.baseline.delivery = { mode: 'push' }),
    "baseline.delivery.mode: found 'push'; write direct, runner or gitops",
  ],
  [
    'image of the runner without a digest',
    (c) => {
      c.layer = 'cluster';
      c.baseline.delivery = {
        mode: 'runner',
        image: '111122223333.dkr.ecr.eu-west-1.amazonaws.com/palisade-runner:1',
        source: { bucket: 'example-artifacts', key: 'palisade.zip' },
        backendUrl: 's3://example-state',
        stack: 'organization/palisade/baseline',
      };
    },
    "baseline.delivery.image: found '111122223333.dkr.ecr.eu-west-1.amazonaws.com/palisade-runner:1'; write an image by digest, such as 111122223333.dkr.ecr.eu-west-1.amazonaws.com/palisade-runner@sha256:<64 hex digits>",
  ],
  [
    'Git address',
    (c) => {
      c.layer = 'cluster';
      c.baseline.delivery = { mode: 'gitops', tool: 'flux', repository: 'clusters.git', path: 'production' };
    },
    "baseline.delivery.repository: found 'clusters.git'; write a Git address such as https://git.example.com/platform/clusters.git or ssh://git@git.example.com/platform/clusters.git",
  ],
  [
    'GitOps tool',
    (c) => (c.baseline.delivery = { mode: 'gitops', tool: 'jenkins' }),
    "baseline.delivery.tool: found 'jenkins'; write argocd-capability or flux",
  ],
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
    'allow list that the endpoint does not have',
    (c) => (c.baseline.delivery.reach = 'allow-list'),
    "baseline.delivery.reach: found 'allow-list'; write in-vpc, or cluster.endpoint.access allow-list: the endpoint is private",
  ],
  [
    'registry with a scheme',
    (c) => (c.baseline.allowedRegistries = ['https://registry.example.com']),
    "baseline.allowedRegistries[0]: found 'https://registry.example.com'; write a registry, with or without the beginning of a repository name, such as registry.example.com/platform",
  ],
  [
    'team name',
    (c) => (c.baseline.teams[0].name = 'Payments'),
    "baseline.teams[0].name: found 'Payments'; write a team name: at most 63 lower-case letters, digits and hyphens, beginning and ending with a letter or digit",
  ],
  [
    'team name of the system',
    (c) => (c.baseline.teams[0].name = 'kube-system'),
    "baseline.teams[0].name: found 'kube-system'; write a team name that is not default and does not begin with kube- or palisade-",
  ],
  [
    'quota',
    (c) => (c.baseline.teams[0].quota.memory = '16 gigabytes'),
    "baseline.teams[0].quota.memory: found '16 gigabytes'; write a Kubernetes quantity such as 16Gi",
  ],
  [
    'group of the system',
    (c) => (c.baseline.teams[0].groups.operator = ['system:masters']),
    "baseline.teams[0].groups.operator[0]: found 'system:masters'; write a Kubernetes group such as payments-developers; names that begin with system: belong to Kubernetes",
  ],
];

describe('what is wrong is named with its path, what was found and what to write', () => {
  test.each(wrong)('%s', (_name, change, line) => {
    expect(messageOf(() => parseConfig(stored(change)))).toBe(`${header('1 thing')}${line}`);
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
  const only = (change: (entries: Loose) => void = () => {}) =>
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
