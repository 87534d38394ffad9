import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { request as plainRequest } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { join } from 'node:path';
import { type AdmissionService, parseServiceConfig } from '@palisade/admission';
import { App, checkedObjects, ExternalSecret, ImageAdmission, SecretProvider } from '@palisade/constructs';
import { projectRoot } from '@palisade/rehearsal';
import { Chart } from 'cdk8s';
import { TestRegistry } from '../../admission/testing/registry';
import { signatureLayer, testKey } from '../../admission/testing/signing';
import { createAuthority } from '../../rehearsal/cluster/certificate';
import { temporaryFolder } from '../support/stage';
import { ServiceFolder } from './service';

const folder = temporaryFolder();
const files = new ServiceFolder(folder);
const key = testKey();
let registry: TestRegistry;
let service: AdmissionService;

beforeAll(async () => {
  registry = await TestRegistry.start();
  files.write('release.pub', key.pem);
  service = await files.start(files.configure(registry.host, { timeout: '1s' }));
});
afterAll(async () => {
  await service?.stop();
  await registry?.stop();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly status: number;
  readonly text: string;
}

function ask(path: string, body: string, more: RequestOptions = {}, port = service.port): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        ...{ host: '127.0.0.1', port, path, method: 'POST', ca: files.authority.certificate, agent: false },
        headers: { 'content-type': 'application/json' },
        ...files.client('kube-apiserver'),
        ...more,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        );
      },
    );
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

function observe(path: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = plainRequest({ host: '127.0.0.1', port: service.metricsPort, path }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
    });
    outgoing.once('error', reject);
    outgoing.end();
  });
}

const review = (...images: string[]): string =>
  JSON.stringify({
    apiVersion: 'imagepolicy.k8s.io/v1alpha1',
    kind: 'ImageReview',
    spec: { containers: images.map((image) => ({ image })), namespace: 'shop' },
  });

function signed(content: string): string {
  const { reference, digest } = registry.image('shop/web', content);
  registry.cosignTag('shop/web', digest, 'sig', [signatureLayer(digest, key)]);
  return reference;
}

test('both protocols give the same verdict', async () => {
  const reference = signed('one');
  const { reference: unsigned } = registry.image('shop/web', 'two');
  const admission = (image: string): string =>
    JSON.stringify({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      request: { uid: 'u1', operation: 'CREATE', object: { kind: 'Pod', spec: { containers: [{ image }] } } },
    });
  const answers = await Promise.all([
    ask('/image-review', review(reference)),
    ask('/image-review', review(reference, unsigned)),
    ask('/admission-review?timeout=10s', admission(reference)),
    ask('/admission-review', admission(unsigned)),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const [good, bad, admitted, refused] = answers.map(({ text }) => JSON.parse(text));
  expect(good).toEqual({ apiVersion: 'imagepolicy.k8s.io/v1alpha1', kind: 'ImageReview', status: { allowed: true } });
  expect(bad.status).toEqual({
    allowed: false,
    reason: expect.stringContaining(`containers[1] ${unsigned}: it is not signed by release`),
  });
  expect(admitted.response).toEqual({ uid: 'u1', allowed: true });
  expect(refused.response).toMatchObject({ uid: 'u1', allowed: false, status: { code: 403 } });
});

describe('is not let in', () => {
  test.each<[string, RequestOptions]>([
    ['without a certificate', { cert: '', key: '' }],
    ['with one of another authority', files.client('kube-apiserver', createAuthority('another', 1))],
    ['with TLS 1.2', { maxVersion: 'TLSv1.2' }],
  ])('who comes %s', async (_, more) => {
    await expect(ask('/image-review', review('a'), more)).rejects.toThrow();
  });

  test('who has another name', async () => {
    expect(await ask('/image-review', review('a'), files.client('system:node:n1'))).toEqual({
      status: 403,
      text: '{"error":"this client may not ask"}',
    });
  });
});

test.each<[string, string, string, RequestOptions, number, string]>([
  ['no path', '/', '', {}, 404, 'there are /image-review and /admission-review'],
  ['a GET', '/image-review', '', { method: 'GET' }, 405, 'POST a review'],
  ['no JSON', '/image-review', 'x', {}, 400, 'this is no JSON'],
  ['another type', '/image-review', '{}', { headers: { 'content-type': 'text/plain' } }, 415, 'send application/json'],
  ['another kind', '/image-review', '{}', {}, 400, 'this takes an ImageReview of imagepolicy.k8s.io/v1alpha1'],
  ['too much', '/image-review', ' '.repeat(1_048_577), {}, 413, 'more than 1048576 bytes'],
  ['many values', '/admission-review', `[${'[],'.repeat(500_000)}[]]`, {}, 413, 'more values than any review has'],
])('a request of %s is refused', async (_, path, body, more, status, error) => {
  expect(await ask(path, body, more)).toEqual({ status, text: JSON.stringify({ error }) });
});

test('a registry that does not answer is a refusal, in time', async () => {
  const reference = signed('slow');
  registry.hook = () => true;
  const started = performance.now();
  const { text } = await ask('/image-review', review(reference));
  registry.hook = () => false;
  expect(performance.now() - started).toBeLessThan(2000);
  expect(JSON.parse(text).status.allowed).toBe(false);
});

test('what it does is counted and logged, and no secret is', async () => {
  const { status, text } = await observe('/metrics');
  expect(status).toBe(200);
  expect(text).toMatch(/^palisade_image_reviews_total\{protocol="image-review",outcome="allowed"\} 1$/m);
  expect(text).toMatch(/^palisade_image_verdicts_total\{outcome="allowed",source="(verified|kept|joined)"\} \d+$/m);
  expect(text).toMatch(/^palisade_image_verdicts_kept [1-9]\d*$/m);
  expect(await observe('/readyz')).toEqual({ status: 200, text: '{"ready":true}' });
  expect((await observe('/debug')).status).toBe(404);
  const lines = files.log.map((line) => JSON.parse(line));
  expect(lines[0]).toMatchObject({ level: 'info', message: 'the image admission service listens' });
  expect(lines).toContainEqual(
    expect.objectContaining({
      message: 'review',
      protocol: 'image-review',
      outcome: 'allowed',
      namespace: 'shop',
      images: 1,
    }),
  );
  expect(files.log.join('')).not.toContain('PRIVATE KEY');
});

test('a long refusal is answered, and logged short', async () => {
  const images = Array.from({ length: 100 }, (_, index) => `elsewhere.example.com/app-${index}`);
  const { text } = await ask('/image-review', review(...images));
  const { reason } = JSON.parse(text).status;
  expect(reason).toHaveLength(4096);
  expect(JSON.parse(files.log.at(-1) ?? '').reason).toBe(reason.slice(0, 512));
});

test('a review under way when it stops is answered, and nobody is let in after', async () => {
  const other = await files.start(files.configure(registry.host, { timeout: '5s' }));
  const { port } = other;
  const reference = signed('last');
  const held = new Promise<() => void>((resolve) => {
    registry.hook = (request, response) => {
      if (!request.url?.includes('/referrers/')) return false;
      resolve(() => response.writeHead(404).end());
      return true;
    };
  });
  const asked = ask('/image-review', review(reference), {}, port);
  const release = await held;
  const stopped = other.stop();
  await expect(ask('/image-review', review(reference), {}, port)).rejects.toThrow('ECONNREFUSED');
  registry.hook = () => false;
  release();
  expect(JSON.parse((await asked).text).status).toEqual({ allowed: true });
  await stopped;
});

test('palisade images serve runs it, and ends at SIGTERM', async () => {
  const file = files.configure(registry.host);
  const child = spawn(process.execPath, [
    join(projectRoot(), 'cli', 'palisade.mjs'),
    'images',
    'serve',
    '--config',
    file,
  ]);
  const output: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
  const lines = output.join('').trim().split('\n');
  expect(lines.map((line) => JSON.parse(line).message)).toEqual([
    'the image admission service listens',
    'the image admission service stops',
  ]);
});

test('palisade images serve says what is wrong with its configuration', async () => {
  files.write('service.json', '{"images": []}');
  const args = ['images', 'serve', '--config', join(folder, 'service.json')];
  const child = spawn(process.execPath, [join(projectRoot(), 'cli', 'palisade.mjs'), ...args]);
  const output: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk.toString()));
  const [code] = await once(child, 'exit');
  expect(output.join('')).toBe(
    `palisade images: ${join(folder, 'service.json')}: tls must be a mapping of certificate, key, clientAuthority, clientAuthentication, clients\n`,
  );
  expect(code).toBe(2);
});

test('who asks for its health needs no certificate, and learns nothing else', async () => {
  const healthy = await files.start(files.configure(registry.host, { health: '127.0.0.1:0' }));
  const get = async (path: string, method = 'GET'): Promise<number> =>
    (await fetch(`http://127.0.0.1:${healthy.healthPort}${path}`, { method })).status;
  try {
    expect([await get('/readyz'), await get('/livez')]).toEqual([200, 200]);
    expect([await get('/metrics'), await get('/image-review', 'POST'), await get('/readyz', 'POST')]).toEqual([
      404, 404, 404,
    ]);
  } finally {
    await healthy.stop();
  }
  await expect(get('/livez')).rejects.toThrow();
});

test('what the construct tells the service, it takes', () => {
  const app = new App();
  const from = SecretProvider.vault({ server: 'https://vault.example.com', path: 'kv', role: 'images' });
  const data = { 'tls.crt': { key: 'tls', property: 'crt' }, 'tls.key': { key: 'tls', property: 'key' } };
  new ImageAdmission(new Chart(app, 'images'), 'Images', {
    image: `registry.example.com/palisade@sha256:${'0'.repeat(64)}`,
    owner: 'platform',
    trust: {
      signers: { release: { key: 'release.pub', transparencyLog: false } },
      images: [{ from: 'registry.example.com', signedBy: ['release'], scannedWithin: '24h', sbom: true }],
    },
    files: { 'release.pub': key.pem },
    tls: (namespace) => new ExternalSecret(namespace, 'images-tls', { from, data }),
    authority: files.authority.certificate,
    clients: { authority: files.authority.certificate, names: ['kube-apiserver'] },
    askedFrom: ['10.0.0.0/28'],
    registries: { cidrs: ['203.0.113.0/24'] },
  });
  const map = checkedObjects(app).find(({ kind }) => kind === 'ConfigMap') as unknown as {
    data: Record<string, string>;
  };
  const config = parseServiceConfig(map.data['images.json'] ?? '', (path) => map.data[path] ?? '');
  expect(config).toMatchObject({ health: { host: '0.0.0.0', port: 8081 }, listen: { host: '0.0.0.0', port: 8443 } });
  expect(config.policy.images).toMatchObject([{ from: 'registry.example.com', scannedWithin: 86_400_000, sbom: true }]);
});
