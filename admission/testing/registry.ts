import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** `sha256:…` of bytes. */
export function digestOf(bytes: string | Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** A handler in place of the registry's own; returns false to leave the request to it. */
export type Hook = (request: IncomingMessage, response: ServerResponse) => boolean;

/** A registry in memory, on this machine, that can be told to lie. */
export class TestRegistry {
  readonly #server: Server;
  readonly #content = new Map<string, { readonly body: Buffer; readonly type: string }>();
  readonly #manifest = 'application/vnd.oci.image.manifest.v1+json';
  /** Paths that were asked for. */
  readonly asked: string[] = [];
  hook: Hook = () => false;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.asked.push(request.url ?? '');
      if (this.hook(request, response)) return;
      const found = this.#content.get(request.url ?? '');
      if (found === undefined) return void response.writeHead(404).end('{"errors":[{"code":"NOT_FOUND"}]}');
      response.writeHead(200, { 'content-type': found.type }).end(found.body);
    });
  }

  static async start(): Promise<TestRegistry> {
    const registry = new TestRegistry();
    await new Promise<void>((resolve) => registry.#server.listen(0, '127.0.0.1', resolve));
    return registry;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Puts bytes at a path below `/v2/`. */
  put(path: string, body: string | Buffer, type = 'application/octet-stream'): void {
    this.#content.set(`/v2/${path}`, { body: Buffer.from(body), type });
  }

  blob(repository: string, body: string | Buffer): { digest: string; size: number } {
    const digest = digestOf(body);
    this.put(`${repository}/blobs/${digest}`, body);
    return { digest, size: Buffer.byteLength(body) };
  }

  /** Puts a manifest under its digest and a tag, and returns the digest. */
  manifest(repository: string, content: object, tag?: string): string {
    const text = JSON.stringify({ schemaVersion: 2, mediaType: this.#manifest, ...content });
    const digest = digestOf(text);
    this.put(`${repository}/manifests/${digest}`, text, this.#manifest);
    if (tag !== undefined) this.put(`${repository}/manifests/${tag}`, text, this.#manifest);
    return digest;
  }

  /** An image of nothing. Returns its pinned reference. */
  image(repository: string, content: string, tag = 'v1'): { reference: string; digest: string } {
    const config = this.blob(repository, JSON.stringify({ content }));
    const digest = this.manifest(repository, { config, layers: [] }, tag);
    return { reference: `${this.host}/${repository}@${digest}`, digest };
  }

  /** A layer under the tag `.sig` or `.att` of an image, as the only one or beside those in `others`. */
  cosignTag(repository: string, digest: string, suffix: 'sig' | 'att', layers: readonly CosignLayer[]): void {
    const mediaType = {
      sig: 'application/vnd.dev.cosign.simplesigning.v1+json',
      att: 'application/vnd.dsse.envelope.v1+json',
    }[suffix];
    const descriptors = layers.map(({ body, annotations }) => {
      return { mediaType, ...this.blob(repository, body), annotations };
    });
    this.manifest(repository, { layers: descriptors }, `${digest.replace(':', '-')}.${suffix}`);
  }

  /** Bundles that refer to an image: by the API, or by the tag that stands for it. */
  bundles(repository: string, digest: string, bundles: readonly string[], by: 'api' | 'tag' = 'api'): void {
    const type = 'application/vnd.dev.sigstore.bundle.v0.3+json';
    const manifests = bundles.map((bundle) => {
      const layers = [{ mediaType: type, ...this.blob(repository, bundle) }];
      const content = { artifactType: type, layers };
      const text = JSON.stringify({ schemaVersion: 2, mediaType: this.#manifest, ...content });
      const size = Buffer.byteLength(text);
      return { mediaType: this.#manifest, artifactType: type, digest: this.manifest(repository, content), size };
    });
    const index = JSON.stringify({ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests });
    const path = by === 'api' ? `referrers/${digest}` : `manifests/${digest.replace(':', '-')}`;
    this.put(`${repository}/${path}`, index, 'application/vnd.oci.image.index.v1+json');
  }
}

/** What cosign keeps in one layer. */
export interface CosignLayer {
  readonly body: string;
  readonly annotations: Readonly<Record<string, string>>;
}
