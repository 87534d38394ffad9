import type { Answer, Call } from '../api-server/client';
import { imagesOfCluster } from './cluster';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;

/** A server that has these objects, by the plural of their kind. */
function server(objects: Readonly<Record<string, readonly object[]>>) {
  const asked: string[] = [];
  const send = async ({ path }: Call): Promise<Answer> => {
    asked.push(path);
    const items = objects[/([a-z]+)\?/.exec(path)?.[1] ?? ''] ?? [];
    return { status: 200, text: '{}', message: '', body: { metadata: {}, items } } as unknown as Answer;
  };
  return { asked, client: { send } };
}

const of = (name: string, more: object = {}) => ({ metadata: { namespace: 'shop', name, ...more } });
const spec = (image: string) => ({ containers: [{ name: 'app', image }] });
const template = (image: string) => ({ spec: { template: { spec: spec(image) } } });
const madeBy = (kind: string) => ({ ownerReferences: [{ kind, name: 'x', controller: true }] });
const at = (object: string, place = 'containers[0]') => ({ namespace: 'shop', object, at: place });

test('pods say what runs, each container by its name, volumes too', async () => {
  const pod = {
    ...of('web-1'),
    spec: {
      initContainers: [{ name: 'init', image: 'one' }],
      containers: [
        { name: 'a', image: 'two' },
        { name: 'b', image: 'three' },
      ],
      ephemeralContainers: [{ name: 'debug', image: 'four' }],
      volumes: [
        { name: 'tmp', emptyDir: {} },
        { name: 'model', image: { reference: 'five' } },
      ],
    },
    status: {
      initContainerStatuses: [{ name: 'init', imageID: `docker-pullable://r.example.com/one@${digest('1')}` }],
      containerStatuses: [
        { name: 'b', imageID: digest('3') },
        {
          name: 'a',
          imageID: `r.example.com/two@${digest('2')}`,
          volumeMounts: [{ name: 'model', volumeStatus: { image: { imageRef: `r.example.com/five@${digest('5')}` } } }],
        },
      ],
      ephemeralContainerStatuses: [{ name: 'debug', imageID: '' }],
    },
  };
  const { client, asked } = server({ pods: [pod] });
  expect(await imagesOfCluster(client, 'shop')).toEqual({
    unread: [],
    images: [
      { image: 'one', runs: { digest: digest('1') }, places: [at('Pod/web-1', 'initContainers[0]')] },
      { image: 'two', runs: { digest: digest('2') }, places: [at('Pod/web-1')] },
      { image: 'three', runs: { unknown: digest('3') }, places: [at('Pod/web-1', 'containers[1]')] },
      { image: 'four', places: [at('Pod/web-1', 'ephemeralContainers[0]')] },
      { image: 'five', runs: { digest: digest('5') }, places: [at('Pod/web-1', 'volumes[1].image')] },
    ],
  });
  expect(asked[0]).toBe('/api/v1/namespaces/shop/pods?limit=250');
});

test('two digests under one tag are two images', async () => {
  const pod = (name: string, digit: string) => ({
    ...of(name),
    spec: spec('web:v1'),
    status: { containerStatuses: [{ name: 'app', imageID: `web@${digest(digit)}` }] },
  });
  const { client, asked } = server({ pods: [pod('a', '1'), pod('b', '2'), pod('c', '1')] });
  expect((await imagesOfCluster(client, undefined)).images).toEqual([
    { image: 'web:v1', runs: { digest: digest('1') }, places: [at('Pod/a'), at('Pod/c')] },
    { image: 'web:v1', runs: { digest: digest('2') }, places: [at('Pod/b')] },
  ]);
  expect(asked).toContain('/apis/batch/v1/cronjobs?limit=250');
});

test('what makes pods says what starts next; what another makes, or has ended, says nothing', async () => {
  const { client } = server({
    pods: [{ ...of('done'), spec: spec('ended'), status: { phase: 'Succeeded' } }],
    deployments: [{ ...of('web'), ...template('one') }],
    replicasets: [
      { ...of('web-1', madeBy('Deployment')), ...template('old') },
      { ...of('own', madeBy('Rollout')), ...template('two') },
    ],
    jobs: [{ ...of('nightly-1', madeBy('CronJob')), ...template('old') }],
    cronjobs: [{ ...of('nightly'), spec: { jobTemplate: template('three') } }],
    podtemplates: [{ ...of('t'), template: { spec: spec('four') } }],
  });
  const { images } = await imagesOfCluster(client, 'shop');
  expect(images.map(({ image, places }) => [image, places[0]?.object])).toEqual([
    ['one', 'Deployment/web'],
    ['two', 'ReplicaSet/own'],
    ['three', 'CronJob/nightly'],
    ['four', 'PodTemplate/t'],
  ]);
});

test('what a hostile server makes up is told as unread', async () => {
  const { client } = server({ pods: [of('a'), 'x' as never, { metadata: 7, spec: { containers: [{}] } }] });
  expect(await imagesOfCluster(client, 'shop')).toEqual({
    images: [],
    unread: [
      { place: 'Pod shop/a', reason: 'the pod has no spec' },
      { place: 'Pod ?/?', reason: 'the pod has no spec' },
      { place: 'Pod ?/?', reason: "the pod's containers[0].image names no image" },
    ],
  });
});
