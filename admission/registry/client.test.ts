import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseReference } from '../reference';
import { digestOf, TestRegistry } from '../testing/registry';
import { RegistryClient } from './client';
import { parseChallenge } from './token';

let registry: TestRegistry;
let client: RegistryClient;

beforeEach(async () => {
  registry = await TestRegistry.start();
  client = new RegistryClient({ access: { [registry.host]: { username: 'reader', password: 'a-password' } } });
});
afterEach(async () => {
  client.close();
  await registry.stop();
});

const signal = (): AbortSignal => AbortSignal.timeout(3000);
const web = () => parseReference(`${registry.host}/web`);

/** The error's words, without the port. */
async function failure(asked: Promise<unknown>): Promise<string> {
  const error = await asked.then(
    () => new Error('it was answered'),
    (reason: Error) => reason,
  );
  return error.message.replaceAll(registry.host, 'HOST').replace(/[0-9a-f]{64}/g, 'HEX');
}

function answer(body: string, status = 200, headers: Record<string, string> = {}) {
  registry.hook = (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(status, headers).end(body);
    return true;
  };
}

describe('a registry is refused that', () => {
  const digest = `sha256:${'0a'.repeat(32)}`;

  test('gives other bytes for a digest', async () => {
    answer('{"schemaVersion":2}');
    expect(await failure(client.manifest(web(), digest, signal()))).toBe(
      'the manifest HOST/web sha256:HEX has bytes of another digest, sha256:HEX: the registry or what stands before it lies',
    );
    expect(await failure(client.blob(web(), digest, 1000, signal()))).toBe(
      'the blob HOST/web@sha256:HEX has bytes of another digest, sha256:HEX: the registry or what stands before it lies',
    );
  });

  test.each([
    ['a manifest', () => client.manifest(web(), 'v1', signal()), 'HOST answers with more than 4194304 bytes: refused'],
    ['a blob', () => client.blob(web(), digest, 10, signal()), 'HOST answers with more than 10 bytes: refused'],
    [
      'a descriptor',
      () => client.blob(web(), digest, 2 ** 40, signal()),
      'the blob HOST/web@sha256:HEX has 1099511627776 bytes, and more than 33554432 are not read',
    ],
  ])('gives %s that is too large', async (_, ask, message) => {
    answer('x'.repeat(5_000_000));
    expect(await failure(ask())).toBe(message);
  });

  test.each([
    ['no JSON', 'x', 'the manifest HOST/web v1 is no JSON'],
    ['no object', '[]', 'the manifest HOST/web v1 is no object'],
    ['no manifest', '{}', 'the manifest HOST/web v1 is no manifest: its schemaVersion is not 2'],
    ['no list of layers', '{"schemaVersion":2,"layers":{}}', 'the manifest HOST/web v1, layers is no list'],
    [
      'a layer without a digest',
      '{"schemaVersion":2,"layers":[{"size":1}]}',
      'the manifest HOST/web v1, layers[0] has no digest of SHA-256',
    ],
    [
      'a layer of no size',
      `{"schemaVersion":2,"layers":[{"digest":"${digest}","size":-1}]}`,
      'the manifest HOST/web v1, layers[0] has no size',
    ],
    [
      'too many layers',
      `{"schemaVersion":2,"layers":[${'0,'.repeat(1000)}0]}`,
      'the manifest HOST/web v1, layers has more than 1000 entries',
    ],
  ])('gives %s', async (_, body, message) => {
    answer(body);
    expect(await failure(client.manifest(web(), 'v1', signal()))).toBe(message);
  });

  test.each([
    ['round in circles', '/v2/web/manifests/v1', 'HOST redirects more than 4 times: it leads round in circles'],
    ['to no address', 'https://', 'HOST redirects to no address'],
    ['to another protocol', 'ftp://example.com/x', 'HOST redirects to ftp://example.com: only https is followed'],
    ['to HTTP elsewhere', 'http://example.com/x', 'HOST redirects to http://example.com: only https is followed'],
    ['to this machine', 'https://127.0.0.1/x', 'a redirect leads to 127.0.0.1, an address no registry has: refused'],
    [
      'to this machine by its name',
      'https://localhost/x',
      'a redirect leads to localhost, an address no registry has: refused',
    ],
    [
      'to the metadata of a cloud',
      'https://169.254.169.254/x',
      'a redirect leads to 169.254.169.254, an address no registry has: refused',
    ],
    [
      'to metadata by NAT64',
      'https://[64:ff9b::169.254.169.254]/x',
      'a redirect leads to [64:ff9b::a9fe:a9fe], an address no registry has: refused',
    ],
    [
      'to the metadata by IPv6',
      'https://[::ffff:169.254.169.254]/x',
      'a redirect leads to [::ffff:a9fe:a9fe], an address no registry has: refused',
    ],
    [
      'with a password',
      'https://a:b@example.com/x',
      'a redirect leads to example.com, an address no registry has: refused',
    ],
  ])('leads %s', async (_, location, message) => {
    answer('', 307, { location });
    expect(await failure(client.manifest(web(), 'v1', signal()))).toBe(message);
  });

  test('does not answer in time', async () => {
    registry.hook = () => true;
    const asked = client.manifest(web(), 'v1', AbortSignal.timeout(100));
    expect(await failure(asked)).toBe('HOST could not be asked: no whole answer in the time that it has');
    await expect(asked).rejects.toMatchObject({ isTransient: true });
  });

  test.each([
    [500, true],
    [429, true],
    [403, false],
  ])('answers %d, and may answer otherwise later: %p', async (status, isTransient) => {
    answer('{"errors":[{"code":"DENIED","message":"secret"}]}', status);
    const asked = client.manifest(web(), 'v1', signal());
    expect(await failure(asked)).toBe(`the manifest HOST/web v1: the answer is ${status} ("DENIED")`);
    await expect(asked).rejects.toMatchObject({ isTransient });
  });
});

describe('authorisation', () => {
  /** A registry that wants a token, and gives one for the right password. */
  function wanting(realm: string) {
    const seen: string[] = [];
    registry.hook = (request, response) => {
      const { authorization = '' } = request.headers;
      seen.push(`${request.url?.split('?')[0]} ${authorization.split(' ')[0]}`);
      if (request.url?.startsWith('/token')) {
        const isKnown = authorization === `Basic ${Buffer.from('reader:a-password').toString('base64')}`;
        response.writeHead(isKnown ? 200 : 403).end('{"token":"abc","expires_in":300}');
        return true;
      }
      if (authorization === 'Bearer abc') return false;
      response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="registry"` }).end();
      return true;
    };
    return seen;
  }

  test('is got once, and kept', async () => {
    registry.image('web', 'one');
    const seen = wanting(`http://${registry.host}/token`);
    await client.manifest(web(), 'v1', signal());
    await client.manifest(web(), 'v1', signal());
    expect(seen).toEqual([
      '/v2/web/manifests/v1 ',
      '/token Basic',
      '/v2/web/manifests/v1 Bearer',
      '/v2/web/manifests/v1 Bearer',
    ]);
  });

  test.each([
    ['https://evil.example.com/token', 'https://evil.example.com'],
    ['http://169.254.169.254/token', 'http://169.254.169.254'],
  ])('is not sent to %s', async (realm, where) => {
    wanting(realm);
    expect(await failure(client.manifest(web(), 'v1', signal()))).toBe(
      `HOST sends for a token to ${where}, and not to https://HOST; if that is right, name it in the policy: registries: { HOST: { tokenServer: ${where.replace(/.*\//, '')} } }`,
    );
  });

  test('goes to no other host', async () => {
    const other = await TestRegistry.start();
    const { digest } = other.blob('web', 'content');
    let seen: string | undefined = 'not asked';
    other.hook = (request) => {
      seen = request.headers.authorization;
      return false;
    };
    registry.hook = (request, response) => {
      if (request.headers.authorization === undefined) response.writeHead(401, { 'www-authenticate': 'Basic' }).end();
      else response.writeHead(307, { location: `http://${other.host}/v2/web/blobs/${digest}` }).end();
      return true;
    };
    // Another host on this machine is an address that no registry has: what is followed is told apart before.
    expect(await failure(client.blob(web(), digest, 7, signal()))).toContain('an address no registry has');
    expect(seen).toBe('not asked');
    await other.stop();
  });

  test.each([
    [
      'Bearer realm="https://a.example.com/token",service="x y",scope="z"',
      { scheme: 'bearer', realm: 'https://a.example.com/token', service: 'x y' },
    ],
    ['basic realm=a', { scheme: 'basic', realm: 'a', service: undefined }],
    ['Bearer', { scheme: 'bearer', realm: '', service: undefined }],
  ])('is asked for by %s', (header, challenge) => {
    expect(parseChallenge(header, 'HOST')).toEqual(challenge);
  });

  test.each([undefined, '', 'Negotiate', 'Bearerx realm="a"'])('is not asked for by %j', (header) => {
    expect(() => parseChallenge(header, 'HOST')).toThrow(
      'HOST answers 401 and asks neither for Basic nor for Bearer authorisation',
    );
  });
});

test('what refers to an image is found by its tag where the registry has no API for it', async () => {
  const { digest } = registry.image('web', 'one');
  registry.bundles('web', digest, ['{}'], 'tag');
  const found = await client.referrers(web(), digest, signal());
  expect(found?.manifests).toHaveLength(1);
  expect(registry.asked).toEqual([`/v2/web/referrers/${digest}`, `/v2/web/manifests/${digest.replace(':', '-')}`]);
  expect(await client.referrers(web(), digestOf('another'), signal())).toBeUndefined();
});
