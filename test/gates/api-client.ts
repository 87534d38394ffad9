import { Agent, type RequestOptions, request } from 'node:https';
import type { Cluster } from '@palisade/rehearsal';
import type { JsonObject } from '@palisade/rules';

/** What the API server answered. */
export interface Answer {
  readonly status: number;
  readonly body: { readonly message?: string; readonly [field: string]: unknown };
  /** The texts of its warnings. */
  readonly warnings: readonly string[];
  /** What the request is called in the audit log. */
  readonly auditId: string;
}

interface ApiResource {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
}

/** Talks to an API server as an administrator, over a few connections that stay open. */
export class ApiClient {
  readonly #options: RequestOptions;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 8 });
  readonly #resources = new Map<string, Promise<ApiResource[]>>();

  constructor(cluster: Cluster) {
    const { hostname, port } = new URL(cluster.endpoint);
    const { cert, key } = cluster.credentials('gates', ['palisade:administrators']);
    this.#options = { hostname, port, ca: cluster.caPem, cert, key, agent: this.#agent };
  }

  close(): void {
    this.#agent.destroy();
  }

  /** The path of the objects of a kind: all, or those in the object's namespace; undefined where it is not served. */
  async collection({ apiVersion, kind, metadata }: JsonObject): Promise<string | undefined> {
    const version = String(apiVersion);
    const base = version.includes('/') ? `/apis/${version}` : `/api/${version}`;
    const listed = this.#resources.get(base) ?? this.#list(base);
    this.#resources.set(base, listed);
    const resource = (await listed).find((each) => each.kind === kind && !each.name.includes('/'));
    if (resource === undefined) return undefined;
    const { namespace = 'sample' } = metadata as { namespace?: string };
    return resource.namespaced ? `${base}/namespaces/${namespace}/${resource.name}` : `${base}/${resource.name}`;
  }

  async #list(base: string): Promise<ApiResource[]> {
    return ((await this.send('GET', base)).body.resources ?? []) as ApiResource[];
  }

  send(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, body?: JsonObject): Promise<Answer> {
    const text = body === undefined ? '' : JSON.stringify(body);
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': type, 'content-length': Buffer.byteLength(text) };
      const outgoing = request({ ...this.#options, method, path, headers }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const answer = Buffer.concat(chunks).toString('utf8');
          const body = answer.startsWith('{') ? JSON.parse(answer) : { message: answer };
          const warnings = warningsIn(response.rawHeaders);
          resolve({ status: response.statusCode ?? 0, body, warnings, auditId: String(response.headers['audit-id']) });
        });
      });
      outgoing.once('error', reject);
      outgoing.end(text);
    });
  }
}

/** Each warning has a header of its own: `299 - "text"`. */
function warningsIn(rawHeaders: readonly string[]): string[] {
  const warnings: string[] = [];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() !== 'warning') continue;
    // Header bytes come as Latin-1, and mean UTF-8.
    const header = Buffer.from(rawHeaders[i + 1] ?? '', 'latin1').toString('utf8');
    const [, text = header] = /^299 - "(.*)"$/s.exec(header) ?? [];
    warnings.push(text.replaceAll(/\\(.)/g, '$1'));
  }
  return warnings;
}
