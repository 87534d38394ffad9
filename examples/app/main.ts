import {
  Access,
  App,
  CronJob,
  Deployment,
  ExternalSecret,
  type ImageReference,
  Probe,
  SecretProvider,
  StatefulSet,
  TeamNamespace,
  Tls,
} from '@palisade/constructs';
import { Chart, Cron, Duration } from 'cdk8s';

const proxy = { namespace: 'gateway', labels: { 'gateway.networking.k8s.io/gateway-name': 'public' } };
const app = new App({
  cluster: {
    cni: 'cilium',
    allowedRegistries: ['registry.example.com'],
    ingress: { controller: 'gateway-api', internet: { gateway: 'public', namespace: 'gateway', proxy } },
  },
  waivers: 'waivers.yaml',
});

const shop = new TeamNamespace(new Chart(app, 'shop'), 'shop', {
  name: 'shop',
  owner: 'team-shop',
  quota: { cpu: '8', memory: '16Gi', pods: 40 },
  groups: { developer: ['shop-developers'], operator: ['shop-on-call'] },
});

// What the pipeline pushed, by digest. These are examples.
const image = (name: string): ImageReference => `registry.example.com/shop/${name}@sha256:${'0'.repeat(64)}`;

// One login to the database for each program, read from the vault with that program's own rights.
const vault = SecretProvider.vault({ server: 'https://vault.example.com' });
const login = (of: string) => ({
  '/etc/database': new ExternalSecret(shop, `${of}-database`, {
    from: vault,
    data: { password: { key: `shop/${of}`, property: 'password' } },
  }),
});
const database = { DATABASE: 'postgres://database:5432/shop', DATABASE_LOGIN: '/etc/database' };

const postgres = new StatefulSet(shop, 'database', {
  image: image('postgres'),
  port: 5432,
  probes: { readiness: Probe.command(['pg_isready', '--host', 'localhost']) },
  resources: { cpu: '500m', memory: '1Gi' },
  env: { PGDATA: '/var/lib/postgresql/data', LOGIN: '/etc/database' },
  secrets: login('postgres'),
  storage: { '/var/lib/postgresql': '20Gi' },
  writablePaths: { '/tmp': '64Mi', '/var/run/postgresql': '1Mi' },
});

const apiLogin = login('api');
const api = new Deployment(shop, 'api', {
  image: image('api'),
  port: 8080,
  probes: { readiness: Probe.http('/ready'), liveness: Probe.http('/live') },
  resources: { cpu: '250m', memory: '256Mi' },
  env: database,
  secrets: apiLogin,
  scale: { min: 3, max: 12 },
  initContainers: {
    migrate: {
      image: image('api'),
      args: ['migrate'],
      resources: { cpu: '250m', memory: '256Mi' },
      env: database,
      secrets: apiLogin,
    },
  },
});

const web = new Deployment(shop, 'web', {
  image: image('web'),
  port: 8080,
  probes: { readiness: Probe.http('/ready') },
  resources: { cpu: '100m', memory: '128Mi' },
  env: { API: 'http://api:8080' },
});

const worker = new Deployment(shop, 'worker', {
  image: image('worker'),
  resources: { cpu: '100m', memory: '256Mi' },
  env: database,
  secrets: login('worker'),
  writablePaths: { '/tmp': '256Mi' },
});

const cleanup = new CronJob(shop, 'clean-up', {
  image: image('api'),
  args: ['clean-up'],
  schedule: Cron.schedule({ minute: '30', hour: '3' }),
  activeDeadline: Duration.hours(1),
  resources: { cpu: '100m', memory: '128Mi' },
  env: database,
  secrets: login('clean-up'),
});

// All that may connect. Each line opens both sides; there is nothing else.
web.expose({ host: 'shop.example.com', access: Access.internet(), tls: Tls.certManager({ issuer: 'public' }) });
web.allowTo(api);
for (const program of [api, worker, cleanup]) program.allowTo(postgres);
worker.allowToDomain('api.payments.example.com');

app.synth();
