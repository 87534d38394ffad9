import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { RequestOptions } from 'node:https';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CosignLayer, digestOf } from '../../admission/testing/registry';
import { attestationLayer, signatureLayer, statement, testKey } from '../../admission/testing/signing';
import { createAuthority, issue } from '../../rehearsal/cluster/certificate';
import { ContainerRuntime } from '../containers/runtime';
import { Cosign } from '../support/cosign';
import { Registry } from '../support/registry';
import { temporaryFolder } from '../support/stage';
import { type Answered, admission, askService, review } from './ask';
import { buildImage, pushBase, writeImageFiles } from './container-image';
import { DeployedService, type Pod, serverName } from './deployed';
import { RegistryFront } from './front';
import { fetchIn, filesOf, memoryOf, processesOf, statusOf, writableMounts } from './process';

const folder = temporaryFolder();
const authority = createAuthority('palisade-images', 1);
const client = issue(authority, { subject: { commonName: 'kube-apiserver' }, use: 'client', lifetimeHours: 1 });
const other = issue(createAuthority('another', 1), {
  subject: { commonName: 'kube-apiserver' },
  use: 'client',
  lifetimeHours: 1,
});
/** Signs more, and faster, than cosign. */
const edge = testKey();
const node = '/nodejs/bin/node';
const api = { ca: authority.certificate, servername: serverName, cert: client.certificate, key: client.key };

let registry: Registry;
let cosign: Cosign;
let runtime: ContainerRuntime;
let service: DeployedService;
let front: RegistryFront;
/** Digest of the image that was built. */
let image: string;
let context: string;

beforeAll(async () => {
  const at = (name: string) => {
    mkdirSync(join(folder, name), { mode: 0o700 });
    return join(folder, name);
  };
  registry = await Registry.start(at('registry'));
  cosign = await Cosign.obtain(at('cosign'));
  const release = await cosign.newKey('release');
  context = await writeImageFiles(join(folder, 'files'));
  const base = await pushBase(registry, at('base'));
  image = await buildImage(at('build'), context, base, `${registry.host}/palisade/images:test`);
  await cosign.sign('release', `${registry.host}/palisade/images@${image}`, 'bundle');
  runtime = await ContainerRuntime.start(at('runtime'), 'overlayfs');
  runtime.mirror('registry.example.com', registry.host);
  service = new DeployedService(at('cluster'), runtime);
  await service.start();
  await service.deploy({
    image: `registry.example.com/palisade/images@${image}`,
    keys: { release, edge: edge.pem },
    registry: runtime.gateway,
    authority,
  });
  const certificate = issue(authority, {
    subject: { commonName: 'registry' },
    use: 'server',
    hosts: [runtime.gateway],
    lifetimeHours: 1,
  });
  front = await RegistryFront.start(runtime.gateway, certificate, registry.host);
}, 1_200_000);

afterAll(async () => {
  await front?.stop();
  await service?.stop();
  await runtime?.stop();
  await registry?.stop();
  rmSync(folder, { recursive: true });
}, 120_000);

/** Waits as long as the test has time. */
async function until<T>(find: () => Promise<T | undefined> | T | undefined): Promise<T> {
  for (;;) {
    const found = await find();
    if (found !== undefined) return found;
    await sleep(200);
  }
}

const isReady = ({ status }: Pod) => status.containerStatuses?.every(({ ready }) => ready) === true;
const ready = async (): Promise<readonly [Pod, Pod] | undefined> => {
  const [one, two, ...more] = (await service.pods()).filter(isReady);
  return one && two && more.length === 0 ? [one, two] : undefined;
};

/** Asks as the API server does, unless told otherwise. */
const ask = ({ status }: Pod, path: string, body: object, more: RequestOptions = {}) =>
  askService({ host: status.podIP, path, ...api, ...more }, body);

/** An image as the service is asked about it, and who signed it. */
async function pushed(name: string, by?: 'release' | 'edge'): Promise<string> {
  const digest = await registry.push('shop/web', name, name);
  if (by === 'release') await cosign.sign('release', `${registry.host}/shop/web@${digest}`, 'bundle');
  if (by === 'edge') await beside(digest, 'sig', await layer('sig', signatureLayer(digest, edge)));
  return `${runtime.gateway}/shop/web@${digest}`;
}

const mediaTypes = {
  sig: 'application/vnd.dev.cosign.simplesigning.v1+json',
  att: 'application/vnd.dsse.envelope.v1+json',
};
type Kind = keyof typeof mediaTypes;

async function layer(kind: Kind, { body, annotations }: CosignLayer): Promise<object> {
  return { mediaType: mediaTypes[kind], ...(await registry.blob('shop/web', body)), annotations };
}

/** Puts layers where cosign keeps them. */
async function beside(digest: string, kind: Kind, ...layers: object[]): Promise<void> {
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', ...(await registry.blob('shop/web', '{}')) };
  await registry.manifest('shop/web', `${digest.replace(':', '-')}.${kind}`, { config, layers });
}

/** The process of a pod, which is told by its address. */
async function processOf({ status }: Pod): Promise<number> {
  for (const pid of processesOf(node, runtime.controlGroup)) {
    const addresses = readFileSync(`/proc/${pid}/net/fib_trie`, 'utf8');
    if (addresses.includes(`|-- ${status.podIP}\n`)) return pid;
  }
  throw new Error(`No process of ${status.podIP} runs.`);
}

test('both copies of the Deployment become ready, of the image that was built', async () => {
  const pods = await until(ready);
  for (const { status } of pods) {
    expect(status.containerStatuses).toMatchObject([{ restartCount: 0, imageID: expect.stringContaining(image) }]);
  }
}, 300_000);

test('the container has no rights, and one program', async () => {
  const [pod] = await until(ready);
  const pid = await processOf(pod);
  const said = ['Uid', 'Gid', 'Groups', 'CapBnd', 'CapEff', 'NoNewPrivs', 'Seccomp'];
  expect(Object.fromEntries(said.map((field) => [field, statusOf(pid, field)]))).toEqual({
    Uid: '65532 65532 65532 65532',
    Gid: '65532 65532 65532 65532',
    Groups: expect.stringMatching(/^65532 ?$/),
    CapBnd: '0000000000000000',
    CapEff: '0000000000000000',
    NoNewPrivs: '1',
    // 2: it filters what is asked of the kernel.
    Seccomp: '2',
  });
  expect(memoryOf(pid)).toEqual({ limit: 384 * 2 ** 20, kills: 0 });
  expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1)).toEqual([
    ...[node, '/app/palisade.js', 'images', 'serve'],
    ...['--config', '/etc/palisade/images/images.json'],
  ]);
  // What the kubelet mounts for every container, and no more.
  expect(writableMounts(pid)).toEqual(['/dev', '/dev/shm', '/dev/termination-log', '/etc/hosts']);
  const own = [...filesOf(pid, '/app')];
  const names = own.filter(({ stat }) => stat.isFile()).map(({ path }) => path.slice('/app/'.length));
  const built = readdirSync(context, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(names.sort()).toEqual(
    built.map((entry) => join(entry.parentPath, entry.name).slice(context.length + 1)).sort(),
  );
  const writable = own.filter(({ stat }) => stat.uid !== 0 || (stat.mode & 0o022) !== 0);
  expect(writable.map(({ path }) => path)).toEqual([]);
}, 180_000);

test('what is signed is admitted, by both protocols, its own image too', async () => {
  const [pod] = await until(ready);
  const [signed, unsigned] = [await pushed('signed', 'release'), await pushed('unsigned')];
  const own = `${runtime.gateway}/palisade/images@${image}`;
  const verdicts = [
    (await ask(pod, '/image-review', review(signed))).body.status?.allowed,
    (await ask(pod, '/image-review', review(own))).body.status?.allowed,
    (await ask(pod, '/admission-review', admission(signed))).body.response?.allowed,
    (await ask(pod, '/admission-review', admission(unsigned))).body.response?.allowed,
  ];
  expect(verdicts).toEqual([true, true, true, false]);
  expect((await ask(pod, '/image-review', review(signed, unsigned))).body.status).toEqual({
    allowed: false,
    reason: expect.stringContaining(`containers[1] ${unsigned}: it is not signed by release`),
  });
}, 180_000);

test.each([
  ['without a certificate', { cert: '', key: '' }],
  ['with one of another authority', { cert: other.certificate, key: other.key }],
  ['with TLS 1.2', { maxVersion: 'TLSv1.2' as const }],
])('who comes %s is not let in', async (_, how) => {
  const [pod] = await until(ready);
  await expect(ask(pod, '/image-review', review('a'), how)).rejects.toThrow(
    /certificate required|unknown ca|protocol version|socket hang up|ECONNRESET/,
  );
});

describe('its memory stays in its limit', () => {
  test.each<[string, (pod: Pod) => Promise<unknown>]>([
    [
      'asked about more images than are kept, none of them signed',
      async (pod) => {
        const pid = await processOf(pod);
        const kept = async () => {
          const metrics = await fetchIn(pid, 'http://127.0.0.1:9464/metrics');
          return Number(/^palisade_image_verdicts_kept (\d+)$/m.exec(metrics)?.[1]);
        };
        // Some more, once there are as many as are kept of those that are refused.
        for (let batch = 0, more = 5; more > 0; batch += 1) {
          const images = Array.from({ length: 200 }, (_, index) => `none@${digestOf(`${batch} ${index}`)}`);
          await ask(pod, '/image-review', review(...images.map((each) => `${runtime.gateway}/${each}`)));
          if ((await kept()) >= 2500) more -= 1;
        }
        // And those few that are allowed.
        expect(await kept()).toBeLessThan(2510);
      },
    ],
    [
      'by attestations as large as are read, beside many images at once',
      async (pod) => {
        const about = statement(image, 'https://spdx.dev/Document', { text: 'x'.repeat(14 * 2 ** 20) });
        const large = [
          await layer('att', attestationLayer(about, edge)),
          await layer('att', attestationLayer(`${about} `, edge)),
        ];
        const images = [];
        for (let index = 0; index < 16; index += 1) {
          const reference = await pushed(`large-${index}`);
          await beside(reference.split('@')[1] ?? '', 'att', ...large);
          images.push(reference);
        }
        const answers = await Promise.all(images.map((each) => ask(pod, '/image-review', review(each))));
        expect(answers.map(({ body }) => body.status?.allowed)).toEqual(images.map(() => false));
      },
    ],
    [
      'by pods as large as the API server takes, many at once',
      async (pod) => {
        const reference = await pushed('large-pod', 'edge');
        const large = admission(reference, { text: 'x'.repeat(3 * 2 ** 20) });
        const asked = Array.from({ length: 50 }, () => ask(pod, '/admission-review', large));
        // Whoever waits longer than the API server would is sent away; nobody hears what is wrong.
        const answers = (await Promise.allSettled(asked)).filter((each) => each.status === 'fulfilled');
        expect(answers.filter(({ value }) => !value.body.response?.allowed)).toEqual([]);
        expect((await ask(pod, '/admission-review', large)).body.response).toEqual({ uid: 'u1', allowed: true });
      },
    ],
  ])(
    '%s',
    async (_, load) => {
      const [pod] = await until(ready);
      const pid = await processOf(pod);
      await load(pod);
      expect(memoryOf(pid).kills).toBe(0);
      // In KiB, the most that it ever had.
      expect(Number.parseInt(statusOf(pid, 'VmHWM'), 10)).toBeLessThan(384 * 1024);
      const after = (await service.pods()).find(({ metadata }) => metadata.uid === pod.metadata.uid);
      expect(after?.status.containerStatuses).toMatchObject([{ restartCount: 0, ready: true }]);
    },
    600_000,
  );
});

test('it has written nothing', async () => {
  const [pod] = await until(ready);
  const pid = await processOf(pod);
  // In whole seconds.
  const started = Date.parse(pod.status.containerStatuses?.[0]?.state.running?.startedAt ?? '') + 1000;
  expect(started).toBeLessThan(Date.now());
  const written = [...filesOf(pid)].filter(({ stat }) => !stat.isDirectory() && stat.ctimeMs > started);
  expect(written.map(({ path }) => path)).toEqual([]);
});

test('taken away, it answers what is under way, and ends in peace', async () => {
  const [pod] = await until(ready);
  const references: string[] = [];
  for (let index = 0; index < 30; index += 1) references.push(await pushed(`last-${index}`, 'edge'));
  front.hold();
  await service.evict(pod.metadata.name);
  // It goes on for a while, until nobody is sent to it any more: whoever asks last has a review under way when it is told to end.
  const asked: Promise<Answered>[] = [];
  let isClosed = false;
  for (const reference of references) {
    const answered = ask(pod, '/image-review', review(reference));
    answered.catch(() => {
      isClosed = true;
    });
    asked.push(answered);
    await sleep(500);
    if (isClosed) break;
  }
  front.letGo();
  const settled = await Promise.allSettled(asked);
  const failures = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []));
  // They came too late. Of whom it let in, nobody is left without an answer.
  expect(new Set(failures)).toEqual(new Set(['ECONNREFUSED']));
  const answers = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value.body.status] : []));
  expect(answers.at(-1)).toEqual({ allowed: true });
  const ended = await until(async () => {
    const found = (await service.pods()).find(({ metadata }) => metadata.uid === pod.metadata.uid);
    return found?.status.containerStatuses?.[0]?.state.terminated;
  });
  expect(ended).toMatchObject({ exitCode: 0, reason: 'Completed' });
  expect((await until(ready)).map(({ metadata }) => metadata.name)).not.toContain(pod.metadata.name);
}, 180_000);
