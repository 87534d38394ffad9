import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from '../../api-server/client';
import { rewrite } from './rewrite';

/** What a played API server answers, by method and path; what is asked beside that, it knows nothing of. */
type Answers = Readonly<Record<string, [number, object]>>;

const verbs = ['list', 'patch'];
const groups: Answers = {
  'GET /apis/apiregistration.k8s.io/v1/apiservices': [
    200,
    {
      items: [
        { metadata: { name: 'v1.metrics' }, spec: { service: {} } },
        { metadata: { name: 'v1.shop' }, spec: {} },
      ],
    },
  ],
  'GET /apis': [
    200,
    {
      groups: ['metrics', 'shop'].map((name) => ({
        name,
        preferredVersion: { version: 'v1' },
        versions: [{ version: 'v1' }],
      })),
    },
  ],
  'GET /api/v1': [
    200,
    {
      resources: [
        { name: 'events', namespaced: true, verbs },
        { name: 'pods', namespaced: true, verbs },
        { name: 'pods/status', namespaced: true, verbs: ['get', 'patch'] },
        { name: 'bindings', namespaced: true, verbs: ['create'] },
      ],
    },
  ],
  'GET /apis/shop/v1': [200, { resources: [{ name: 'carts', namespaced: false, verbs }] }],
};
const nothing: [number, object] = [200, { metadata: {}, items: null }];
const page = (...names: string[]) => ({
  metadata: {},
  items: names.map((name) => ({ metadata: { name, namespace: 'shop' } })),
});

let server: Server;
/** What is answered in part, the first time. */
let cutOnce: string | undefined;
afterEach(() => server.close().closeAllConnections());

async function run(answers: Answers, only?: readonly string[]) {
  const asked: string[] = [];
  server = createServer(({ method, url = '' }, response) => {
    const [path = '', query = ''] = url.split('?');
    const more = /continue=([^&]*)/.exec(query)?.[1];
    const call = `${method} ${path}${more === undefined ? '' : ` from ${more}`}`;
    if (method === 'PATCH') asked.push(path);
    const [status, body] = { ...groups, ...answers }[call] ?? [404, { message: 'not found' }];
    const text = JSON.stringify(body);
    const isCut = call === cutOnce;
    if (isCut) cutOnce = undefined;
    response.writeHead(status, { 'content-length': text.length });
    response.write(text.slice(0, isCut ? 20 : undefined), () => (isCut ? response.destroy() : response.end()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = new Client({ endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  const result = await rewrite({ client, only, progress: () => {} });
  client.close();
  return { ...result, asked };
}

const pods = '/api/v1/namespaces/shop/pods';
const lists: Answers = {
  'GET /api/v1/pods': [200, page('a', 'b')],
  'GET /api/v1/events': nothing,
  'GET /apis/shop/v1/carts': [200, { metadata: {}, items: [{ metadata: { name: 'a' } }] }],
};
const good: [number, object] = [200, { kind: 'PartialObjectMetadata' }];

describe('writing everything anew', () => {
  it('patches each object once, and none of another server', async () => {
    const answers = {
      ...lists,
      [`PATCH ${pods}/a`]: good,
      [`PATCH ${pods}/b`]: good,
      'PATCH /apis/shop/v1/carts/a': good,
    };
    const { asked, written, refused } = await run(answers as Answers);
    expect([...asked].sort()).toEqual([`${pods}/a`, `${pods}/b`, '/apis/shop/v1/carts/a']);
    expect([written, refused]).toEqual([3, []]);
  });

  it('patches what etcd says is left, by its namespace and name', async () => {
    const { asked } = await run(lists, ['/registry/pods/shop/b']);
    expect(asked).toEqual([`${pods}/b`]);
  });

  it('goes from page to page, and on where a page is too old', async () => {
    const { asked } = await run({
      ...lists,
      'GET /apis/shop/v1/carts': nothing,
      'GET /api/v1/pods': [200, { ...page('a'), metadata: { continue: 'one' } }],
      'GET /api/v1/pods from one': [410, { metadata: { continue: 'two' }, message: 'too old' }],
      'GET /api/v1/pods from two': [200, page('b')],
    });
    expect(asked).toEqual([`${pods}/a`, `${pods}/b`]);
  });

  it('asks again for a list that broke off', async () => {
    cutOnce = 'GET /api/v1/pods';
    const { asked } = await run({ ...lists, 'GET /apis/shop/v1/carts': nothing });
    expect([...asked].sort()).toEqual([`${pods}/a`, `${pods}/b`]);
    expect(cutOnce).toBeUndefined();
  });

  it('writes an object that is not admitted any more by way of its status', async () => {
    const denied: [number, object] = [422, { message: 'denied' }];
    const { asked, written, refused } = await run({
      ...lists,
      [`PATCH ${pods}/a`]: denied,
      [`PATCH ${pods}/a/status`]: good,
      'PATCH /apis/shop/v1/carts/a': denied,
    });
    expect(asked).toContain(`${pods}/a/status`);
    expect(written).toBe(2);
    expect(refused).toEqual([{ object: '/apis/shop/v1/carts/a', why: '422: denied' }]);
  });

  it('takes an object that is gone for done, and says what cannot be listed', async () => {
    const { written, refused } = await run({ ...lists, 'GET /apis/shop/v1/carts': [403, { message: 'no' }] });
    expect([written, refused]).toEqual([2, [{ object: '/apis/shop/v1/carts', why: '403: no' }]]);
  });

  it('ends at once where etcd is full', async () => {
    const full: [number, object] = [500, { message: 'etcdserver: mvcc: database space exceeded' }];
    await expect(run({ ...lists, [`PATCH ${pods}/a`]: full })).rejects.toThrow(
      'etcd is full: compact and defragment it',
    );
  });
});
