import type { InitOptions } from './options';

/** `main.ts` of a new app: one namespace, and two services of which one may call the other. */
export function mainProgram({ name, registry, cni }: InitOptions): string {
  const image = (service: string) => `'${registry}/${name}/${service}@sha256:${'0'.repeat(64)}'`;
  return `import { App, Deployment, Probe, TeamNamespace } from '@palisade/constructs';
import { Chart } from 'cdk8s';

const app = new App({
  // What the cluster is: ask those who run it.
  cluster: {
    cni: '${cni}',
    allowedRegistries: ['${registry}'],
  },
  // The one place for exceptions.
  waivers: 'waivers.yaml',
});

// Examples: a digest says which build runs, so put in the ones that your pipeline pushed.
const images = {
  web: ${image('web')},
  api: ${image('api')},
} as const;

// Closed to everything but what is declared below. Its quota is shared by all that runs in it.
const namespace = new TeamNamespace(new Chart(app, '${name}'), 'namespace', {
  name: '${name}',
  owner: '${name}',
  quota: { cpu: '4', memory: '8Gi', pods: 20 },
});

const api = new Deployment(namespace, 'api', {
  image: images.api,
  port: 8080,
  probes: { readiness: Probe.http('/ready') },
  resources: { cpu: '100m', memory: '128Mi' },
});

const web = new Deployment(namespace, 'web', {
  image: images.web,
  port: 8080,
  probes: { readiness: Probe.http('/ready') },
  resources: { cpu: '100m', memory: '128Mi' },
  env: { API: 'http://api:8080' },
});

// The only connection there is.
web.allowTo(api);

// Checks everything by the catalogue, then writes dist/.
app.synth();
`;
}

/** `main.test.ts`: what a team may test beyond what the catalogue holds anyway, on what would be applied. */
export function programTest({ name }: InitOptions): string {
  return `import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Yaml } from 'cdk8s';

const objects = Yaml.load('dist/${name}.k8s.yaml');
const policy = (workload: string) =>
  objects.find(({ kind, metadata }) => kind === 'NetworkPolicy' && metadata.name === workload)?.spec;

test('web alone may connect to api', () => {
  assert.deepEqual(policy('api').ingress, [
    {
      from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/name': 'web' } } }],
      ports: [{ port: 8080, protocol: 'TCP' }],
    },
  ]);
});

test('nothing is open to the outside', () => {
  assert.deepEqual(objects.filter(({ kind }) => ['Ingress', 'HTTPRoute', 'Gateway'].includes(kind)), []);
});
`;
}
