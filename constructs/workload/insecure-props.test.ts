import { beforeAll, describe, expect, test } from '@jest/globals';
import { type CompileError, compile } from './testing/compile';

const preamble = `
import { Cron, Duration } from 'cdk8s';
import { Env, EnvValue, type ISecret } from 'cdk8s-plus-28';
import { CloudIdentity, CronJob, DaemonSet, Deployment, Job, LowUser, Probe, StatefulSet, type TeamNamespace, Tls } from './index';
declare const shop: TeamNamespace;
declare const secret: ISecret;
declare const api: Deployment;
declare const text: string;
`;
const image = `image: 'registry.example.com/shop/api@sha256:${'0'.repeat(64)}'`;
const resources = `resources: { cpu: '100m', memory: '128Mi' }`;
const worker = `${image}, ${resources}`;
const server = `${worker}, port: 8080, probes: { readiness: Probe.http('/ready') }`;
const task = `${worker}, activeDeadline: Duration.minutes(1)`;

const deployment = (props: string) => `new Deployment(shop, 'api', { ${props} });`;
const statefulSet = (props: string) => `new StatefulSet(shop, 'db', { ${props} });`;
const daemonSet = (props: string) => `new DaemonSet(shop, 'agent', { ${props} });`;
const job = (props: string) => `new Job(shop, 'migrate', { ${props} });`;
const cronJob = (props: string) => `new CronJob(shop, 'nightly', { ${props} });`;
const permission = (props: string) => deployment(`${worker}, permissions: [{ ${props} }]`);

const secure: Record<string, string> = {
  'a Deployment': deployment(server),
  'a StatefulSet': statefulSet(server),
  'a DaemonSet': daemonSet(worker),
  'a Job': job(task),
  'a CronJob': cronJob(`${task}, schedule: Cron.daily()`),
  'a permission': permission(`resource: 'pods', verbs: ['get', 'list']`),
  'a permission to read one Secret': permission(`resource: 'secrets', verbs: ['get'], names: ['database']`),
  'a permission of a custom resource': permission(`customResource: 'widgets.example.com', verbs: ['create']`),
  'an exposure': `api.expose({ host: 'shop.example.com', tls: Tls.secret('shop-tls') });`,
  'a role of AWS': `CloudIdentity.irsa('arn:aws:iam::123456789012:role/shop-api');`,
};

/** What is wrong, in one statement; what of it the compiler marks (all that is in the braces, where that is too long); what it says. */
const insecure: Record<string, readonly [code: string, at: string | undefined, says: string]> = {
  'an image without a digest': [
    deployment(`image: 'registry.example.com/shop/api:1.4.2', ${resources}`),
    'image',
    `Type '"registry.example.com/shop/api:1.4.2"' is not assignable to type '\`\${string}.\${string}/\${string}@sha256:\${string}\``,
  ],
  'an image of no registry': [
    deployment(`image: 'shop/api@sha256:0', ${resources}`),
    'image',
    `Type '"shop/api@sha256:0"' is not assignable to type`,
  ],
  'an image that may be anything': [
    deployment(`image: text, ${resources}`),
    'image',
    `Type 'string' is not assignable to type`,
  ],
  'an image of a sidecar without a digest': [
    deployment(`${server}, sidecars: { proxy: { image: 'envoy', ${resources} } }`),
    'image',
    `Type '"envoy"' is not assignable to type`,
  ],
  'no image': [deployment(resources), undefined, `Property 'image' is missing`],
  'no resources': [deployment(image), undefined, `Property 'resources' is missing`],
  'no memory': [deployment(`${image}, resources: { cpu: '1' }`), 'resources', `Property 'memory' is missing`],
  'no CPU': [deployment(`${image}, resources: { memory: '1Gi' }`), 'resources', `Property 'cpu' is missing`],
  'no resources of an init container': [
    deployment(`${server}, initContainers: { prepare: { ${image} } }`),
    'prepare',
    `Property 'resources' is missing`,
  ],
  'a port without probes': [deployment(`${worker}, port: 8080`), undefined, `Property 'probes' is missing`],
  'ports without probes': [deployment(`${worker}, ports: { http: 8080 }`), undefined, `Property 'probes' is missing`],
  'a port that nobody asks whether it is ready': [
    deployment(`${worker}, port: 8080, probes: { liveness: Probe.tcp() }`),
    undefined,
    `Property 'readiness' is missing`,
  ],
  'a probe of another host': [
    deployment(`${worker}, port: 8080, probes: { readiness: Probe.http('/', { host: '169.254.169.254' }) }`),
    'host',
    `'host' does not exist in type 'HttpProbeOptions'`,
  ],
  'a port of the node': [
    deployment(`${worker}, ports: { http: { number: 8080, hostPort: 80 } }, probes: { readiness: Probe.tcp() }`),
    'hostPort',
    `'hostPort' does not exist in type 'PortProps'`,
  ],
  'all rights': [deployment(`${server}, privileged: true`), 'privileged', `'privileged' does not exist in type`],
  'all rights of a sidecar': [
    deployment(`${server}, sidecars: { proxy: { ${worker}, privileged: true } }`),
    'privileged',
    `'privileged' does not exist in type 'SidecarProps'`,
  ],
  'another security context': [
    deployment(`${server}, securityContext: { ensureNonRoot: false }`),
    'securityContext',
    `'securityContext' does not exist in type`,
  ],
  'more capabilities': [
    deployment(`${server}, capabilities: { add: ['NET_ADMIN'] }`),
    'capabilities',
    `'capabilities' does not exist in type`,
  ],
  'the network of the node': [
    deployment(`${server}, hostNetwork: true`),
    'hostNetwork',
    `'hostNetwork' does not exist in type`,
  ],
  'the network of the node, on every node': [
    daemonSet(`${worker}, hostNetwork: true`),
    'hostNetwork',
    `'hostNetwork' does not exist in type 'DaemonSetProps'`,
  ],
  'the processes of the node': [deployment(`${server}, hostPID: true`), 'hostPID', `'hostPID' does not exist in type`],
  'the files of the node': [
    deployment(`${server}, volumes: [{ hostPath: { path: '/' } }]`),
    'volumes',
    `'volumes' does not exist in type`,
  ],
  'a writable root': [
    deployment(`${server}, readOnlyRootFilesystem: false`),
    'readOnlyRootFilesystem',
    `'readOnlyRootFilesystem' does not exist in type`,
  ],
  'a directory without a size': [
    deployment(`${server}, writablePaths: ['/tmp']`),
    'writablePaths',
    `Type 'string[]' is not assignable to type '{ readonly [path: string]: string; }'`,
  ],
  'a secret as a variable': [
    deployment(`${server}, env: { PASSWORD: EnvValue.fromSecretValue({ secret, key: 'password' }) }`),
    'PASSWORD',
    `Type 'EnvValue' is not assignable to type 'string'`,
  ],
  'secrets as variables': [
    deployment(`${server}, envFrom: [Env.fromSecret(secret)]`),
    'envFrom',
    `'envFrom' does not exist in type`,
  ],
  'a secret as text': [
    deployment(`${server}, secrets: { '/etc/db': 'hunter2' }`),
    `'/etc/db'`,
    `Type 'string' is not assignable to type 'MountableSecret'`,
  ],
  'the account of others': [
    deployment(`${server}, serviceAccountName: 'default'`),
    'serviceAccountName',
    `'serviceAccountName' does not exist in type`,
  ],
  'a token that nobody asked for': [
    deployment(`${server}, automountServiceAccountToken: true`),
    'automountServiceAccountToken',
    `'automountServiceAccountToken' does not exist in type`,
  ],
  'a token for everybody': [
    deployment(`${worker}, tokens: [{ path: '/var/run/secrets/vault' }]`),
    `{ path: '/var/run/secrets/vault' }`,
    `Property 'audience' is missing`,
  ],
  'a number of copies that is fixed and not': [
    deployment(`${server}, replicas: 2, scale: { min: 2, max: 3 }`),
    undefined,
    `Types of property 'scale' are incompatible`,
  ],
  'root by its number as another’s': [`new LowUser(0);`, 'new LowUser(0)', `Constructor of class 'LowUser' is private`],
  'every verb': [permission(`resource: 'jobs', verbs: ['*']`), `'*'`, `Type '"*"' is not assignable to type '"get" |`],
  'a verb that goes past RBAC': [
    permission(`resource: 'jobs', verbs: ['get', 'escalate']`),
    'verbs',
    `Type '"escalate"' is not assignable to type`,
  ],
  'every resource': [permission(`resource: '*', verbs: ['get']`), 'resource', `Type '"*"' is not assignable to type`],
  'a resource of the whole cluster': [
    permission(`resource: 'nodes', verbs: ['get']`),
    'resource',
    `Type '"nodes"' is not assignable to type`,
  ],
  roles: [
    permission(`resource: 'rolebindings', verbs: ['create']`),
    'resource',
    `Type '"rolebindings"' is not assignable to type`,
  ],
  'a shell in pods': [
    permission(`resource: 'pods/exec', verbs: ['create']`),
    'resource',
    `Type '"pods/exec"' is not assignable to type`,
  ],
  'pods by hand': [
    permission(`resource: 'pods', verbs: ['create']`),
    `{ resource: 'pods', verbs: ['create'] }`,
    `Type '"create"' is not assignable to type`,
  ],
  'a change of network policies': [
    permission(`resource: 'networkpolicies', verbs: ['delete']`),
    `{ resource: 'networkpolicies', verbs: ['delete'] }`,
    `Type '"delete"' is not assignable to type`,
  ],
  'all Secrets': [
    permission(`resource: 'secrets', verbs: ['get']`),
    `{ resource: 'secrets', verbs: ['get'] }`,
    `Property 'names' is missing`,
  ],
  'a list of Secrets': [
    permission(`resource: 'secrets', verbs: ['list'], names: ['database']`),
    `{ resource: 'secrets', verbs: ['list'], names: ['database'] }`,
    `Type '"list"' is not assignable to type '"get"'`,
  ],
  'every custom resource': [
    permission(`customResource: '*', verbs: ['get']`),
    'customResource',
    `Type '"*"' is not assignable to type '\`\${string}.\${string}.\${string}\`'`,
  ],
  'nothing of a resource': [
    permission(`resource: 'jobs', verbs: []`),
    'verbs',
    `Source has 0 element(s) but target requires 1`,
  ],
  'a role of AWS that is none': [
    `CloudIdentity.irsa('shop-api');`,
    `'shop-api'`,
    `Argument of type '"shop-api"' is not assignable to parameter of type '\`arn:\${string}:iam::\${string}:role/\${string}\`'`,
  ],
  'state that nobody can reach': [statefulSet(worker), undefined, `is missing the following properties from type`],
  'a job without an end': [job(worker), undefined, `Property 'activeDeadline' is missing`],
  'a job that serves': [
    job(`${task}, port: 8080, probes: { readiness: Probe.tcp() }`),
    'port',
    `Type 'number' is not assignable to type 'undefined'`,
  ],
  'a cron job without a schedule': [cronJob(task), undefined, `Property 'schedule' is missing`],
  'a cron job that runs twice at once': [
    cronJob(`${task}, schedule: Cron.daily(), concurrencyPolicy: 'Allow'`),
    'concurrencyPolicy',
    `'concurrencyPolicy' does not exist in type 'CronJobProps'`,
  ],
  'a toleration of everything': [
    daemonSet(`${worker}, tolerations: [{ operator: 'Exists' }]`),
    `{ operator: 'Exists' }`,
    `Type '{ operator: string; }' is not assignable to type 'string'`,
  ],
  'an exposure without TLS': [
    `api.expose({ host: 'shop.example.com' });`,
    `{ host: 'shop.example.com' }`,
    `Property 'tls' is missing`,
  ],
  'an exposure to the internet by the way': [
    `api.expose({ host: 'shop.example.com', tls: Tls.secret('shop-tls'), access: { kind: 'internet' } });`,
    'access',
    `Property '[internet]' is missing`,
  ],
  'a way in for all addresses': [
    `api.allowFrom('0.0.0.0/0');`,
    `'0.0.0.0/0'`,
    `Argument of type 'string' is not assignable to parameter of type 'ConnectionPeer'`,
  ],
};

const all = [...Object.values(secure), ...Object.values(insecure).map(([code]) => code)];
let errors: ReadonlyMap<string, readonly CompileError[]>;

beforeAll(() => {
  const found = compile(all.map((code) => preamble + code));
  errors = new Map(all.map((code, index) => [code, found[index] ?? []]));
}, 300_000);

describe('the types take', () => {
  test.each(Object.entries(secure))('%s', (_name, code) => {
    expect(errors.get(code)).toEqual([]);
  });
});

describe('the types refuse', () => {
  test.each(Object.entries(insecure).map(([name, [code, at, says]]) => ({ name, code, at, says })))(
    '$name',
    ({ code, at, says }) => {
      const props = code.slice(code.indexOf('{'), code.lastIndexOf('}') + 1);
      expect(errors.get(code)).toEqual([{ at: at ?? props, message: expect.stringContaining(says) }]);
    },
  );
});
