import { once } from 'node:events';
import { createServer as createPlainServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { createAuthority, issue, signingRequest } from '@palisade/rehearsal';
import { attacks, Client, type Target } from './index';

// What Kubernetes' defaults refuse as well cannot be shown on a plain cluster: a server that believes everybody and takes
// everything shows that those attacks would succeed if they could, and that their verdicts are not just always "refused".

const authority = createAuthority('gullible', 1);
const server = issue(authority, {
  subject: { commonName: 'gullible' },
  use: 'server',
  hosts: ['127.0.0.1'],
  lifetimeHours: 1,
});
const client = issue(authority, { subject: { commonName: 'client' }, use: 'client', lifetimeHours: 1 });

const claims = Buffer.from(JSON.stringify({ iat: 0, exp: 600 })).toString('base64url');

function answer(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  request.once('end', () => {
    const user = { username: request.headers['x-remote-user'] };
    const token = `${Buffer.from('{"alg":"ES256"}').toString('base64url')}.${claims}.`;
    response.writeHead(request.method === 'POST' ? 201 : 200, { 'audit-id': 'none' });
    response.end(JSON.stringify({ status: { token, userInfo: user } }));
  });
}

const secure = createServer(
  {
    cert: server.certificate,
    key: server.key,
    minVersion: 'TLSv1',
    ciphers: 'ALL:@SECLEVEL=0',
    maxHeaderSize: 8 * 1024 * 1024,
  },
  answer,
);
const plain = createPlainServer(answer);
let target: Target;

beforeAll(async () => {
  for (const each of [secure, plain]) {
    each.listen(0, '127.0.0.1');
    await once(each, 'listening');
  }
  const endpoint = `https://127.0.0.1:${(secure.address() as AddressInfo).port}`;
  const access = { endpoint, ca: authority.certificate };
  const credential = { cert: client.certificate, key: client.key };
  target = {
    ...access,
    namespace: 'shop',
    account: 'app',
    map: 'map',
    kubelet: { node: 'node', endpoint },
    dryRun: false,
    tokenKey: client.key,
    as: () => new Client({ ...access, ...credential }),
    forged: () => credential,
    signingRequest: (commonName, organization) => signingRequest({ commonName, organizations: [organization] }),
    connect: (given) => new Client({ ...access, ...given }),
    reach: (other) => new Client(other),
  };
});

afterAll(() => {
  for (const each of [secure, plain]) {
    each.closeAllConnections();
    each.close();
  }
});

/** Ports that no test may count on. */
const elsewhere = new Set(['insecure-port']);

const unshown = attacks.filter(({ id, safeByDefault }) => safeByDefault !== undefined && !elsewhere.has(id));

test.each(unshown.map((attack) => [attack.id, attack] as const))(
  '%s succeeds where everything is believed',
  async (id, attack) => {
    const { port } = plain.address() as AddressInfo;
    const attacked = id === 'plain-http' ? { ...target, endpoint: `https://127.0.0.1:${port}` } : target;
    expect(await attack.run(attacked)).toMatchObject({ result: 'succeeded' });
  },
);
