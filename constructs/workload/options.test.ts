import { describe, expect, test } from '@jest/globals';
import { Cron, Duration } from 'cdk8s';
import { ConfigMap } from 'cdk8s-plus-28';
import { CloudIdentity } from '../identity';
import type { TeamNamespace } from '../namespace/team-namespace';
import type { ContainerProps } from './container';
import { CronJob } from './cron-job';
import { DaemonSet } from './daemon-set';
import { Deployment } from './deployment';
import { Job } from './job';
import type { PodProps } from './pod';
import { Probe } from './probe';
import { StatefulSet } from './stateful-set';
import { found, image, inShop, resources } from './testing/shop';
import { LowUser } from './user';

type Options = Partial<ContainerProps> & PodProps;

const serving = { port: 8080, probes: { readiness: Probe.http('/ready') } };
const activeDeadline = Duration.minutes(10);

const kinds: Record<string, (shop: TeamNamespace, options: Options) => unknown> = {
  'a Deployment': (shop, options) => new Deployment(shop, 'api', { image, resources, ...serving, ...options }),
  'a StatefulSet': (shop, options) => new StatefulSet(shop, 'api', { image, resources, ...serving, ...options }),
  'a DaemonSet': (shop, options) => new DaemonSet(shop, 'api', { image, resources, ...serving, ...options }),
  'a Job': (shop, options) => new Job(shop, 'api', { image, resources, activeDeadline, ...options }),
  'a CronJob': (shop, options) =>
    new CronJob(shop, 'api', { image, resources, activeDeadline, schedule: Cron.daily(), ...options }),
};

// Of every option that all kinds have, in every form.
const options: Record<string, Options | ((shop: TeamNamespace) => Options)> = {
  'nothing more': {},
  command: { command: ['/api'] },
  args: { args: ['serve'] },
  env: { env: { LOG_LEVEL: 'debug', DB_PASSWORD_FILE: '/etc/db/password' } },
  'limits of their own': { resources: { ...resources, cpuLimit: '1', memoryLimit: '1Gi', ephemeralStorage: '1Gi' } },
  writablePaths: { writablePaths: { '/tmp': '64Mi', '/var/cache/shop': '1Gi' } },
  'config as text': { config: { '/etc/shop': { 'shop.yaml': 'colour: red' } } },
  'config as a map': (shop) => ({
    config: {
      '/etc/shop': new ConfigMap(shop, 'Map', { metadata: { name: 'map', namespace: 'shop' }, data: { a: 'b' } }),
    },
  }),
  secrets: {
    secrets: { '/etc/db': { mountFor: () => ({ volume: { secret: { secretName: 'db', defaultMode: 0o440 } } }) } },
  },
  'a user': { user: 12345 },
  permissions: { permissions: [{ resource: 'configmaps', verbs: ['get', 'list', 'watch'] }] },
  tokens: { tokens: [{ audience: 'vault.example.com', path: '/var/run/secrets/vault' }] },
  'Pod Identity': { cloudIdentity: CloudIdentity.podIdentity() },
  IRSA: { cloudIdentity: CloudIdentity.irsa('arn:aws:iam::123456789012:role/shop-api') },
  sidecars: {
    sidecars: {
      proxy: { image, resources },
      metrics: { image, resources, ports: { metrics: 9090 }, probes: { readiness: Probe.tcp() } },
    },
  },
  initContainers: { initContainers: { prepare: { image, resources, writablePaths: { '/tmp': '1Mi' } } } },
  sharedPaths: {
    sharedPaths: { '/work': '64Mi' },
    initContainers: { prepare: { image, resources } },
  },
  gracefulStop: { gracefulStop: Duration.minutes(2) },
};

const apiServer = { apiServerCidrs: ['10.0.0.1/32'] };

describe.each(Object.entries(kinds))('the whole catalogue finds nothing in %s', (_kind, make) => {
  test.each(Object.entries(options))('with %s', (_name, given) => {
    const { objects } = inShop((shop) => make(shop, typeof given === 'function' ? given(shop) : given), apiServer);
    expect(found(objects())).toEqual([]);
  });
});

test.each(Object.entries(kinds))('a low user has been named on purpose: %s gets advice and no more', (_kind, make) => {
  const { objects } = inShop((shop) => make(shop, { user: LowUser.of(999) }), apiServer);
  expect(found(objects()).map((line) => line.replace(/^.*: /, ''))).toEqual(['require-high-user']);
});

describe('the whole catalogue finds nothing in what some kinds have alone', () => {
  test.each<[string, (shop: TeamNamespace) => unknown]>([
    ['a Deployment that serves nothing', (shop) => new Deployment(shop, 'api', { image, resources })],
    ['a Deployment of one copy', (shop) => new Deployment(shop, 'api', { image, resources, replicas: 1 })],
    [
      'a Deployment with an autoscaler',
      (shop) => new Deployment(shop, 'api', { image, resources, scale: { min: 2, max: 9, cpu: 50, memory: 80 } }),
    ],
    [
      'a Deployment with several ports and all probes',
      (shop) =>
        new Deployment(shop, 'api', {
          image,
          resources,
          ports: { http: 8080, dns: { number: 5353, protocol: 'UDP' }, rpc: { number: 9000, appProtocol: 'grpc' } },
          probes: {
            readiness: Probe.http('/ready'),
            liveness: Probe.tcp({ port: 9000 }),
            startup: Probe.command(['/bin/started']),
          },
        }),
    ],
    [
      'a StatefulSet with storage and copies',
      (shop) =>
        new StatefulSet(shop, 'api', {
          image,
          resources,
          ...serving,
          replicas: 3,
          storage: { '/var/lib/db': '10Gi' },
          storageClassName: 'gp3',
        }),
    ],
    [
      'a DaemonSet on tainted nodes',
      (shop) =>
        new DaemonSet(shop, 'api', { image, resources, tolerations: ['node-role.kubernetes.io/control-plane'] }),
    ],
    [
      'a Job with limits',
      (shop) =>
        new Job(shop, 'api', {
          image,
          resources,
          activeDeadline,
          backoffLimit: 0,
          ttlAfterFinished: Duration.hours(1),
        }),
    ],
    [
      'a CronJob with all options',
      (shop) =>
        new CronJob(shop, 'api', {
          image,
          resources,
          activeDeadline,
          backoffLimit: 1,
          schedule: Cron.hourly(),
          timeZone: 'Europe/Berlin',
          startingDeadline: Duration.minutes(1),
        }),
    ],
    [
      'two that are connected',
      (shop) => {
        const db = new StatefulSet(shop, 'db', { image, resources, ...serving });
        new Deployment(shop, 'api', { image, resources, ...serving }).allowTo(db).allowTo(db, { ports: [8080] });
      },
    ],
  ])('%s', (_name, make) => {
    expect(found(inShop(make).objects())).toEqual([]);
  });
});

describe('older clusters', () => {
  const api = { image, resources, ...serving };
  test.each([
    ['1.37', false, { preStop: { sleep: { seconds: 5 } } }],
    ['1.33', false, { preStop: { sleep: { seconds: 5 } } }],
    ['1.32', undefined, { preStop: { sleep: { seconds: 5 } } }],
    ['1.30', undefined, { preStop: { sleep: { seconds: 5 } } }],
    ['1.29', undefined, undefined],
  ])('%s is asked for what it knows', (kubernetesVersion, hostUsers, lifecycle) => {
    const { object } = inShop((shop) => new Deployment(shop, 'api', api), { kubernetesVersion });
    const { spec } = object('Deployment', 'api').spec.template;
    expect(spec.hostUsers).toBe(hostUsers);
    expect(spec.containers[0].lifecycle).toEqual(lifecycle);
  });

  test('1.28 is asked for no sidecars', () => {
    const sidecars = { proxy: { image, resources } };
    expect(() =>
      inShop((shop) => new Deployment(shop, 'api', { ...api, sidecars }), { kubernetesVersion: '1.28' }),
    ).toThrow(
      new Error(
        'test/shop/api: it has sidecars, which Kubernetes 1.28 does not know. Upgrade the cluster to 1.29 or newer, or do without.',
      ),
    );
  });

  test('a version that is none is refused', () => {
    expect(() => inShop((shop) => new Deployment(shop, 'api', api), { kubernetesVersion: 'v1.37.2' })).toThrow(
      new Error(
        `test/shop/api: kubernetesVersion is 'v1.37.2', which is not a major and a minor version. Write the cluster's minor version without a patch, such as '1.37'.`,
      ),
    );
  });
});
