import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority, issue } from '../cluster/certificate';
import { type Access, askOnce, Client } from './client';

const authority = createAuthority('servers', 1);
const identity = issue(authority, {
  subject: { commonName: 'server' },
  use: 'server',
  hosts: ['127.0.0.1', '::1'],
  lifetimeHours: 1,
});
const large = 'x'.repeat(100_000);
let connections = 0;
let server: Server;
let access: Access;

beforeAll(async () => {
  server = createServer(
    { cert: identity.certificate, key: identity.key, maxVersion: 'TLSv1.2' },
    (request, response) => {
      const { url = '', headers, method } = request;
      if (url === '/never') return;
      if (url === '/watch') {
        response.write('{"type":"ADDED"}\n');
        return;
      }
      if (url === '/broken') {
        response.writeHead(200, { 'content-length': 100 });
        response.write('{"half":', () => response.destroy());
        return;
      }
      if (url === '/warned') {
        response.setHeader(
          'warning',
          ['299 - "Größe \\"x\\", y"', '299 - "two"'].map((text) => Buffer.from(text).toString('latin1')),
        );
      }
      const text = url === '/large' ? large : JSON.stringify({ url, method, type: headers['content-type'] });
      // Not as text: Node would write the headers in its encoding too.
      response.end(Buffer.from(text));
    },
  );
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  access = { endpoint: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, ca: authority.certificate };
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path: string, more: object = {}) => askOnce(access, { method: 'GET', path, ...more });

test('a path goes out as it was written', async () => {
  const { status, body, cut } = await get('/a/../b%2f?c=%20');
  expect([status, body.url, cut]).toEqual([200, '/a/../b%2f?c=%20', undefined]);
});

test('a patch is merged where nothing else is said', async () => {
  const typeOf = async (method: string, more: object = {}) =>
    (await askOnce(access, { method, path: '/', body: {}, ...more })).body.type;
  expect(await typeOf('PATCH')).toBe('application/merge-patch+json');
  expect(await typeOf('POST')).toBe('application/json');
  expect(await typeOf('PATCH', { contentType: 'application/apply-patch+yaml' })).toBe('application/apply-patch+yaml');
});

test('connections stay open between requests', async () => {
  const before = connections;
  const client = new Client(access);
  for (let time = 0; time < 3; time += 1) await client.get('/');
  client.close();
  expect(connections - before).toBe(1);
});

test('warnings are told one by one, in UTF-8', async () => {
  expect((await get('/warned')).warnings).toEqual(['Größe "x", y', 'two']);
});

test('what is longer than was asked for is cut off, and said to be', async () => {
  expect(await get('/large')).toMatchObject({ text: large, cut: undefined });
  const { text, cut } = await get('/large', { most: 1000 });
  expect(cut).toBe('it is longer than 1000 bytes');
  expect(text.length).toBeLessThan(large.length);
});

test('an answer that breaks off is said to', async () => {
  expect(await get('/broken')).toMatchObject({ status: 200, text: '{"half":', body: {}, cut: 'aborted' });
});

test('of a watch, what comes first is enough', async () => {
  expect((await get('/watch', { watch: true })).body).toEqual({ type: 'ADDED' });
});

test('an answer that does not end is cut off in time', async () => {
  const answer = await askOnce({ ...access, patience: 2000 }, { method: 'GET', path: '/watch' });
  expect(answer).toMatchObject({ status: 200, text: '{"type":"ADDED"}\n', cut: 'it did not end in 2 s' });
});

test('no answer at all is an error that programs can tell', async () => {
  await expect(askOnce({ ...access, patience: 100 }, { method: 'GET', path: '/never' })).rejects.toMatchObject({
    code: 'ETIMEDOUT',
    message: 'GET /never: no answer in 0.1 s',
  });
});

test('a signal ends the wait', async () => {
  await expect(get('/never', { signal: AbortSignal.abort() })).rejects.toThrow(/abort/i);
});

test('a server of another authority is refused, unless whoever asks says otherwise', async () => {
  const { ca: _, ...unknown } = access;
  const call = { method: 'GET', path: '/' };
  await expect(askOnce(unknown, call)).rejects.toThrow(/certificate/);
  await expect(askOnce({ ...access, ca: createAuthority('others', 1).certificate }, call)).rejects.toThrow(
    /certificate/,
  );
  expect((await askOnce({ ...unknown, insecure: true }, call)).status).toBe(200);
});

test('TLS 1.2 is refused where 1.3 is asked for', async () => {
  await expect(askOnce({ ...access, minVersion: 'TLSv1.3' }, { method: 'GET', path: '/' })).rejects.toThrow(/version/);
});

test('the brackets of an IPv6 address are no part of it', async () => {
  // Whether this machine has such addresses or not: it is not taken for a name to look up.
  const asked = askOnce({ endpoint: 'https://[::1]:1' }, { method: 'GET', path: '/' });
  await expect(asked).rejects.toMatchObject({ code: expect.not.stringMatching('ENOTFOUND') });
});
