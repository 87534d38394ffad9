import { CronJob, DaemonSet, Deployment, Job, LowUser, Probe, StatefulSet } from '@palisade/constructs';
import { Cron, Duration } from 'cdk8s';
import { type Case, image } from './case';

const resources = { cpu: '100m', memory: '64Mi' };
const probes = { readiness: Probe.http('/ready'), liveness: Probe.http('/live') };
const server = { image: image('api'), port: 8080, probes, resources };
const program = { image: image('worker'), resources };

export const workloads: readonly Case[] = [
  { name: 'server', make: (namespace) => new Deployment(namespace, 'api', server) },
  {
    name: 'large',
    make: (namespace) =>
      new Deployment(namespace, 'api', { ...server, resources: { cpu: '2', memory: '4Gi' }, replicas: 1 }),
  },
  {
    name: 'grpc',
    make: (namespace) =>
      new Deployment(namespace, 'api', {
        ...server,
        probes: { readiness: Probe.grpc(), liveness: Probe.command(['/healthy']), startup: Probe.tcp() },
      }),
  },
  { name: 'single', make: (namespace) => new Deployment(namespace, 'worker', { ...program, replicas: 1 }) },
  {
    name: 'autoscaled',
    make: (namespace) =>
      new Deployment(namespace, 'api', { ...server, scale: { min: 2, max: 6, cpu: 70, memory: 80 } }),
  },
  {
    name: 'container-options',
    make: (namespace) =>
      new Deployment(namespace, 'api', {
        ...server,
        command: ['/api'],
        args: ['--listen', ':8080'],
        env: { LOG_LEVEL: 'info' },
        writablePaths: { '/tmp': '16Mi', '/var/cache/api': '64Mi' },
        config: { '/etc/app': { 'app.yaml': 'verbose: false\n' } },
        gracefulStop: Duration.minutes(1),
        user: 20000,
      }),
  },
  {
    name: 'low-user',
    refusedBy: 'require-high-user',
    make: (namespace) => new Deployment(namespace, 'api', { ...server, user: LowUser.of(101) }),
  },
  {
    name: 'sidecars',
    make: (namespace) =>
      new Deployment(namespace, 'api', {
        ...server,
        sharedPaths: { '/work': '64Mi' },
        sidecars: { proxy: { image: image('proxy'), ports: { proxy: 9090 }, probes, resources } },
        initContainers: { migrate: { image: image('migrate'), resources, args: ['up'] } },
      }),
  },
  {
    name: 'several-ports',
    make: (namespace) =>
      new Deployment(namespace, 'api', {
        image: image('api'),
        resources,
        ports: { http: 8080, metrics: 9090 },
        probes,
      }),
  },
  {
    name: 'database',
    make: (namespace) =>
      new StatefulSet(namespace, 'db', {
        image: image('db'),
        port: 5432,
        probes: { readiness: Probe.tcp() },
        resources,
        storage: { '/var/lib/db': '10Gi' },
        storageClassName: 'encrypted',
        replicas: 3,
      }),
  },
  { name: 'agent', make: (namespace) => new DaemonSet(namespace, 'agent', program) },
  {
    name: 'agent-everywhere',
    make: (namespace) =>
      new DaemonSet(namespace, 'agent', { ...program, tolerations: ['node-role.kubernetes.io/control-plane'] }),
  },
  {
    name: 'job',
    make: (namespace) =>
      new Job(namespace, 'migrate', {
        ...program,
        activeDeadline: Duration.minutes(10),
        ttlAfterFinished: Duration.hours(1),
      }),
  },
  {
    name: 'scheduled',
    make: (namespace) =>
      new CronJob(namespace, 'report', {
        ...program,
        schedule: Cron.daily(),
        timeZone: 'Europe/Berlin',
        activeDeadline: Duration.minutes(30),
        backoffLimit: 1,
        startingDeadline: Duration.minutes(5),
      }),
  },
];
