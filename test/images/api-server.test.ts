import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AdmissionService } from '@palisade/admission';
import { imageWebhook } from '@palisade/constructs';
import { ApiClient, Cluster } from '@palisade/rehearsal';
import { configurationFiles } from '../../constructs/control-plane/render/configuration';
import { Layout } from '../../rehearsal/cluster/layout';
import { clusterPrograms } from '../support/cluster-programs';
import { Cosign } from '../support/cosign';
import { Registry } from '../support/registry';
import { temporaryFolder } from '../support/stage';
import { ServiceFolder } from './service';

/** The product's own control plane, with a webhook for images: fail closed, as the model has it. */
jest.mock('@palisade/constructs/control-plane', () => {
  const actual = jest.requireActual('@palisade/constructs/control-plane');
  const imageWebhook = { url: 'https://127.0.0.1/image-review' };
  return { ...actual, settingsOf: (options: object) => actual.settingsOf({ ...options, imageWebhook }) };
});

const folder = temporaryFolder();
const files = new ServiceFolder(folder);
const signal = new AbortController().signal;
let registry: Registry;
let cosign: Cosign;
let service: AdmissionService;
let cluster: Cluster;
let client: ApiClient;
let configuration: string;

beforeAll(async () => {
  const programs = await clusterPrograms();
  registry = await Registry.start(folder);
  cosign = await Cosign.obtain(folder);
  files.write('release.pub', await cosign.newKey('release'));
  configuration = files.configure(registry.host);
  service = await files.start(configuration);

  // What the API server calls, and with which certificate, is known when the service listens.
  const prepare = Layout.prototype.prepare;
  jest.spyOn(Layout.prototype, 'prepare').mockImplementation(function (this: Layout, lifetime: number) {
    const pki = prepare.call(this, lifetime);
    const { settingsOf } = jest.requireActual('@palisade/constructs/control-plane');
    const imageWebhook = { url: `https://127.0.0.1:${service.port}/image-review` };
    const settings = settingsOf({ name: 'images', endpoint: '127.0.0.1', imageWebhook });
    const { webhooks } = this;
    for (const { path, document } of configurationFiles(settings, { files: this.files, webhooks })) {
      if (Object.values(webhooks).includes(path)) writeFileSync(path, JSON.stringify(document));
    }
    const { cert, key } = files.client('kube-apiserver');
    const beside = { 'ca.crt': files.authority.certificate, 'client.crt': cert, 'client.key': key };
    for (const [end, text] of Object.entries(beside)) writeFileSync(`${webhooks.image}-${end}`, text, { mode: 0o600 });
    return pki;
  });
  cluster = await Cluster.start({ folder: join(folder, 'cluster'), programs, signal });
  client = new ApiClient(cluster.access('images', ['palisade:administrators']));
}, 40 * 60_000);

afterAll(async () => {
  client?.close();
  await cluster?.stop();
  await service?.stop();
  await registry?.stop();
  rmSync(folder, { recursive: true });
});

/** A pod that Pod Security takes. */
function pod(name: string, containers: object, more: object = {}) {
  const restricted = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
  const container = { name: 'app', securityContext: restricted, ...containers };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    spec: {
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
      automountServiceAccountToken: false,
      containers: [container],
      ...more,
    },
  };
}

const create = (body: object) => client.send({ method: 'POST', path: '/api/v1/namespaces/default/pods', body });

async function image(content: string, isSigned: boolean): Promise<string> {
  const digest = await registry.push('shop/web', content, content);
  const reference = `${registry.host}/shop/web@${digest}`;
  if (isSigned) await cosign.sign('release', reference, 'bundle');
  return reference;
}

test('a real API server takes a pod whose image is signed, and none whose image is not', async () => {
  const signed = await image('signed', true);
  const unsigned = await image('unsigned', false);
  expect(await create(pod('good', { image: signed }))).toMatchObject({ status: 201 });
  const { status, body } = await create(pod('bad', { image: unsigned }));
  expect(status).toBe(403);
  expect(body.message).toContain(
    `containers[0] ${unsigned}: it is not signed by release: there is no signature beside it`,
  );
});

test('nor one of which only an init container is not signed', async () => {
  const signed = await image('signed-main', true);
  const unsigned = await image('unsigned-init', false);
  const { spec } = pod('x', { image: unsigned, name: 'init' });
  expect(await create(pod('init', { image: signed }, { initContainers: spec.containers }))).toMatchObject({
    status: 403,
  });
});

const webhooks = '/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations';

/** Has the API server ask the service by a webhook, at an address. */
async function validatingWebhook(host: string): Promise<void> {
  const [webhook] = imageWebhook({ authority: files.authority.certificate }).webhooks;
  const { caBundle } = webhook?.clientConfig ?? {};
  const clientConfig = { url: `https://${host}:${service.port}/admission-review`, caBundle };
  const body = {
    ...imageWebhook({ authority: files.authority.certificate }),
    webhooks: [{ ...webhook, clientConfig }],
  };
  const made = await client.send({ method: 'POST', path: webhooks, body });
  expect(made).toMatchObject({ status: 201 });
}

const removeWebhook = () => client.send({ method: 'DELETE', path: `${webhooks}/palisade-images` });

/** What is said of a pod, once the API server has learnt of its webhooks: that takes a moment. */
async function refusalOf(name: string, containers: object, more: object = {}) {
  let refused = await create(pod(`${name}-0`, containers, more));
  for (let tries = 1; tries < 50 && refused.status === 201; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    refused = await create(pod(`${name}-${tries}`, containers, more));
  }
  return refused;
}

test('a validating webhook asks about image volumes too, which the plug-in does not', async () => {
  const signed = await image('signed-volume', true);
  const unsigned = await image('unsigned-volume', false);
  const volumes = (reference: string) => ({ volumes: [{ name: 'model', image: { reference, pullPolicy: 'Always' } }] });
  // The service takes no client without the certificate of kube-apiserver: the model's configuration shows it.
  await validatingWebhook('127.0.0.1');
  const refused = await refusalOf('volume', { image: signed }, volumes(unsigned));
  expect(refused.status).toBe(403);
  expect(refused.body.message).toContain(`volumes[0].image ${unsigned}: it is not signed by release`);
  expect(await create(pod('volume-good', { image: signed }, volumes(signed)))).toMatchObject({ status: 201 });
  await removeWebhook();
});

test('a webhook that is not named is shown no certificate, and the service answers nobody without one', async () => {
  const signed = await image('signed-nameless', true);
  await validatingWebhook('localhost');
  const reviews = () => files.log.filter((line) => line.includes('"admission-review"')).length;
  const before = reviews();
  const { status, body } = await refusalOf('nameless', { image: signed });
  expect(status).toBe(500);
  // How the connection ends differs from time to time; that it is not for the service's own certificate does not.
  expect(body.message).toContain(`failed to call webhook: Post "https://localhost:${service.port}/admission-review`);
  expect(body.message).not.toContain('x509');
  expect(reviews()).toBe(before);
  await removeWebhook();
});

test('while the service is down, no pod is taken', async () => {
  const signed = await image('signed-down', true);
  await service.stop();
  const { status, body } = await create(pod('down', { image: signed }));
  expect(status).toBe(403);
  expect(body.message).toContain('connection refused');
});
