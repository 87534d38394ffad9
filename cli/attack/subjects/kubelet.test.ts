import { createServer } from 'node:net';
import { Client, type Target } from '../index';
import { kubelet } from './kubelet';

/** A port on which nobody listens: one that was free a moment ago. */
async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port));
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const attacks = kubelet.filter(({ mutates, id }) => !mutates && id.startsWith('kubelet-anonymous'));
const handshakes = kubelet.filter(({ id }) => /tls|cipher/.test(id));

test('a node that cannot be reached from here is no node that refuses', async () => {
  const endpoint = `https://127.0.0.1:${await closedPort()}`;
  const pod = { namespace: 'shop', name: 'app-1', container: 'app' };
  const target = { kubelet: { node: 'worker-1', endpoint, pod }, reach: (access) => new Client(access) } as Target;
  const outcomes = await Promise.all([...attacks, ...handshakes].map((attack) => attack.run(target)));
  expect(outcomes.length).toBe(9);
  const reason = expect.stringMatching(
    `^the kubelet of worker-1 \\(${endpoint}\\) cannot be reached from here: (ECONNREFUSED|nobody listens)$`,
  );
  expect(outcomes).toEqual(outcomes.map(() => ({ result: 'untried', reason })));
});

test('where no node is to be seen, no kubelet is tried', async () => {
  const outcomes = await Promise.all(handshakes.map((attack) => attack.run({} as Target)));
  const reason = 'no node is to be seen with this credential';
  expect(outcomes).toEqual(handshakes.map(() => ({ result: 'untried', reason })));
});
