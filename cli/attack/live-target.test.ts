import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { liveTarget } from './live-target';

const worker = {
  metadata: { name: 'worker-1' },
  status: {
    addresses: [
      { type: 'Hostname', address: 'worker-1' },
      { type: 'InternalIP', address: '2001:db8::21' },
      { type: 'InternalIP', address: '192.0.2.21' },
    ],
    daemonEndpoints: { kubeletEndpoint: { Port: 10250 } },
  },
};
const pod = { metadata: { name: 'app-1' }, spec: { nodeName: 'worker-1', containers: [{ name: 'app' }] } };

/** What a cluster answers, by path. */
let answers: Readonly<Record<string, object>>;
const server = createServer((request, response) => {
  request.resume();
  const found = answers[request.url?.split('?')[0] ?? ''];
  response.writeHead(request.method === 'POST' ? 201 : found === undefined ? 403 : 200);
  response.end(JSON.stringify(found ?? {}));
});

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterAll(() => {
  server.close();
});

async function seen() {
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const context = { access: { endpoint }, namespace: 'shop' };
  const { target, notes, end } = await liveTarget(context, { allowChanges: false, forger: undefined });
  await end();
  return { kubelet: target.kubelet, notes };
}

describe('the kubelet that is attacked', () => {
  const pods = '/api/v1/namespaces/shop/pods';
  const access = { node: 'worker-1', endpoint: 'https://192.0.2.21:10250' };

  it.each([
    [
      'is the one whose node runs a pod of the namespace',
      { [pods]: { items: [pod] }, '/api/v1/nodes/worker-1': worker, '/api/v1/nodes': { items: [{}] } },
      { ...access, pod: { namespace: 'shop', name: 'app-1', container: 'app' } },
    ],
    ['is any, where no pod runs there', { [pods]: { items: [] }, '/api/v1/nodes': { items: [worker] } }, access],
    ['is none, where nodes are not to be seen', { [pods]: { items: [] } }, undefined],
    [
      'is none, where its node has no address',
      { [pods]: {}, '/api/v1/nodes': { items: [{ metadata: { name: 'worker-1' } }] } },
      undefined,
    ],
  ])('%s', async (_, given, expected) => {
    answers = given;
    const { kubelet, notes } = await seen();
    expect(kubelet).toEqual(expected);
    const note = 'no address of a node is to be seen with this credential: no kubelet is attacked';
    expect(notes.includes(note)).toBe(expected === undefined);
  });
});
