import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiClient, Cluster } from '@palisade/rehearsal';
import { runImages } from '../../cli/images';
import { kubeconfig } from '../../rehearsal/cluster/kubeconfig';
import { clusterPrograms } from '../support/cluster-programs';
import { Cosign } from '../support/cosign';
import { Registry } from '../support/registry';
import { temporaryFolder } from '../support/stage';

const folder = temporaryFolder();
const signal = new AbortController().signal;
let registry: Registry;
let cosign: Cosign;
let cluster: Cluster;
let client: ApiClient;

beforeAll(async () => {
  const programs = await clusterPrograms();
  registry = await Registry.start(folder);
  cosign = await Cosign.obtain(folder);
  writeFileSync(join(folder, 'release.pub'), await cosign.newKey('release'));
  const signers = { release: { key: 'release.pub', transparencyLog: false } };
  const images = [{ from: `${registry.host}/shop`, signedBy: ['release'] }];
  writeFileSync(join(folder, 'trust.json'), JSON.stringify({ signers, images }));
  cluster = await Cluster.start({ folder: join(folder, 'cluster'), programs, signal });
  client = new ApiClient(cluster.access('images', ['palisade:administrators']));
  writeKubeconfig('admin', ['palisade:administrators']);
  writeKubeconfig('nobody', []);
  for (const name of ['shop', 'many']) {
    const made = await client.send({ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name } } });
    expect(made.status).toBe(201);
  }
}, 40 * 60_000);

afterAll(async () => {
  client?.close();
  await cluster?.stop();
  await registry?.stop();
  rmSync(folder, { recursive: true });
});

function writeKubeconfig(user: string, groups: string[]): void {
  const { cert, key } = cluster.credentials(user, groups);
  const config = kubeconfig({ endpoint: cluster.endpoint, caPem: cluster.caPem, user, cert, key });
  writeFileSync(join(folder, user), JSON.stringify(config), { mode: 0o600 });
}

/** Runs the command on the cluster. */
async function run(given: object, user = 'admin') {
  const written = { out: '', err: '' };
  const to = (stream: 'out' | 'err') => ({
    write: (text: string) => {
      written[stream] += text;
    },
  });
  const streams = { stdin: [] as never, stdout: to('out'), stderr: to('err') };
  const arguments_ = { words: [], kubeconfig: join(folder, user), namespace: 'shop', ...given };
  const code = await runImages(arguments_, streams, signal);
  return { code, out: written.out.replaceAll(registry.host, 'HOST'), err: written.err };
}

async function create(path: string, body: object): Promise<void> {
  expect(await client.send({ method: 'POST', path, body })).toMatchObject({ status: 201 });
}

const podSpec = (image: string) => ({
  securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
  automountServiceAccountToken: false,
  containers: [
    {
      name: 'app',
      image,
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    },
  ],
});

/** A pod that a node says it runs. No node is here, so its word is put in by hand. */
async function running(name: string, image: string, imageID: string): Promise<void> {
  await create('/api/v1/namespaces/shop/pods', { metadata: { name }, spec: podSpec(image) });
  const status = {
    phase: 'Running',
    containerStatuses: [
      {
        name: 'app',
        image,
        imageID,
        ready: true,
        restartCount: 0,
        state: { running: {} },
        containerID: 'containerd://1',
      },
    ],
  };
  const path = `/api/v1/namespaces/shop/pods/${name}/status`;
  const told = await client.send({ method: 'PATCH', path, body: { status } });
  expect(told).toMatchObject({ status: 200 });
}

test('what runs is held against what its tag stands for now, and against the policy', async () => {
  const before = await registry.push('shop/web', 'v1', 'before');
  const web = `${registry.host}/shop/web`;
  await cosign.sign('release', `${web}@${before}`, 'bundle');
  await running('web-old', `${web}:v1`, `${web}@${before}`);
  const after = await registry.push('shop/web', 'v1', 'swapped');
  await running('web-new', `${web}:v1`, `${web}@${after}`);
  const template = { metadata: { labels: { app: 'web' } }, spec: podSpec(`${web}:v1`) };
  await create('/apis/apps/v1/namespaces/shop/deployments', {
    metadata: { name: 'web' },
    spec: { replicas: 0, selector: { matchLabels: { app: 'web' } }, template },
  });
  const { code, out, err } = await run({ policy: join(folder, 'trust.json') });
  expect({ code, err }).toEqual({ code: 1, err: '' });
  expect(out).toBe(`HOST/shop/web:v1
  runs     ${after}
  signed   no, attested nothing
  refused  it is not signed by release: there is no signature beside it; sign its digest: cosign sign HOST/shop/web@${after}
  at       shop Pod/web-new containers[0]
  at       shop Deployment/web containers[0]
HOST/shop/web:v1
  runs     ${before}
  moved    its tag stands for ${after} now
  signed   1, attested nothing
  trusted  release
  at       shop Pod/web-old containers[0]
`);
});

test('what was brought to a node by hand, or runs against its pin, is told', async () => {
  const digest = await registry.push('shop/pinned', 'v1', 'pinned');
  const other = await registry.push('shop/pinned', 'v2', 'other');
  await running('by-hand', `${registry.host}/shop/pinned:v2`, `sha256:${'a'.repeat(64)}`);
  await running('pinned', `${registry.host}/shop/pinned@${digest}`, `${registry.host}/shop/pinned@${other}`);
  const { code, out } = await run({ json: true });
  expect(code).toBe(1);
  const { images } = JSON.parse(out);
  const problems = images.filter(({ image }: { image: string }) => image.includes('/pinned'));
  expect(problems.map(({ problem }: { problem: string }) => problem)).toEqual([
    `the node runs "sha256:${'a'.repeat(64)}", which names no image of a registry`,
    `it is pinned, and yet the node runs ${other}`,
  ]);
});

test('a namespace of more than a page is read whole, and only it', async () => {
  const names = Array.from({ length: 260 }, (_, index) => `t-${index}`);
  const digest = await registry.push('shop/many', 'v1', 'many');
  const image = `${registry.host}/shop/many@${digest}`;
  for (const name of names) {
    await create('/api/v1/namespaces/many/podtemplates', { metadata: { name }, template: { spec: podSpec(image) } });
  }
  const { code, out } = await run({ namespace: 'many', json: true });
  const { images } = JSON.parse(out);
  expect({ code, count: images.length, places: images[0].places.length }).toEqual({ code: 0, count: 1, places: 260 });
  const everywhere = JSON.parse((await run({ namespace: 'all', json: true })).out);
  expect(everywhere.images.length).toBeGreaterThan(1);
});

test('what somebody may not list is told, and nothing is called trusted', async () => {
  const { code, out, err } = await run({}, 'nobody');
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err.split('\n')[0]).toMatch(
    /^pods: the API server answers 403: pods is forbidden: .*; list it as somebody who may$/,
  );
  expect(err.trim().split('\n')).toHaveLength(9);
});

test('a namespace of nothing, and one that is none', async () => {
  expect(await run({ namespace: 'default' })).toEqual({
    code: 2,
    out: '',
    err: 'namespace default: no image is named here\n',
  });
  expect((await run({ namespace: '../x' })).err).toContain("--namespace is '../x', which is no name of a namespace");
});
