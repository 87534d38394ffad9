import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** JSON as TUF signs it: keys sorted, no space. What is signed here has no text that needs more. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
}

/**
 * A TUF repository on the loopback address that gives out one trusted root, as Sigstore's public one does.
 *
 * @see https://theupdateframework.github.io/specification/latest/
 */
export class SigstoreRepository {
  private constructor(
    private readonly server: Server,
    /** The first root, with which a client begins. */
    readonly root: string,
  ) {}

  static async start(trustedRoot: string): Promise<SigstoreRepository> {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32).toString('hex');
    const key = { keytype: 'ed25519', scheme: 'ed25519', keyval: { public: raw } };
    const keyid = digestOf(canonical(key));
    const signed = (type: string, content: object): string => {
      const expires = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+Z$/, 'Z');
      const body = { _type: type, spec_version: '1.0.31', version: 1, expires, ...content };
      const sig = sign(null, Buffer.from(canonical(body)), privateKey).toString('hex');
      return JSON.stringify({ signed: body, signatures: [{ keyid, sig }] });
    };
    const role = { keyids: [keyid], threshold: 1 };
    const root = signed('root', {
      consistent_snapshot: true,
      keys: { [keyid]: key },
      roles: { root: role, timestamp: role, snapshot: role, targets: role },
    });
    const sha256 = digestOf(trustedRoot);
    const target = { length: Buffer.byteLength(trustedRoot), hashes: { sha256 } };
    const describe = (text: string) => ({
      version: 1,
      length: Buffer.byteLength(text),
      hashes: { sha256: digestOf(text) },
    });
    const targets = signed('targets', { targets: { 'trusted_root.json': target } });
    const snapshot = signed('snapshot', { meta: { 'targets.json': describe(targets) } });
    const timestamp = signed('timestamp', { meta: { 'snapshot.json': describe(snapshot) } });
    const files = new Map([
      ['/1.root.json', root],
      ['/root.json', root],
      ['/timestamp.json', timestamp],
      ['/1.snapshot.json', snapshot],
      ['/1.targets.json', targets],
      [`/targets/${sha256}.trusted_root.json`, trustedRoot],
    ]);
    const server = createServer((request, response) => {
      const text = files.get(request.url ?? '');
      response.writeHead(text === undefined ? 404 : 200).end(text);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new SigstoreRepository(server, root);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
