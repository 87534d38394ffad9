import { request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';
import { urlToHttpOptions } from 'node:url';

/** Who one is: a client certificate with its key (PEM), a bearer token, or headers such as those of impersonation. */
export interface Credential {
  readonly cert?: string;
  readonly key?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** How to reach a server. */
export interface Access extends Credential {
  /** `https://127.0.0.1:6443`; what stands behind the port is not looked at. */
  readonly endpoint: string;
  /** PEM of the authority to trust; the system's own where it is not given. */
  readonly ca?: string;
  /** Takes any server for the right one: only where the caller's own configuration says so. */
  readonly insecure?: boolean;
  /** The oldest TLS to speak. @default - Node's, which is 1.2: clusters of others may be as old */
  readonly minVersion?: 'TLSv1.3';
  /** Milliseconds that an answer may take to begin, and then to end. @default 15000 */
  readonly patience?: number;
}

/** One request. */
export interface Call {
  readonly method: string;
  /** Goes out as it is written here. */
  readonly path: string;
  /** An object is sent as JSON; text and bytes as they are. */
  readonly body?: unknown;
  /** @default 'application/json'; of a PATCH, 'application/merge-patch+json' */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes of the answer to look at; the rest is cut off. @default 4 MiB */
  readonly most?: number;
  /** What comes first is all that is wanted: a watch never ends by itself. */
  readonly watch?: boolean;
  readonly signal?: AbortSignal;
}

/** What came back, whatever the status. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The text parsed, where it is a JSON object. */
  readonly body: { readonly [field: string]: unknown };
  /** The server's own words where it refused. */
  readonly message: string;
  /** Why the text is not all that the server has to say; undefined where it is. */
  readonly cut: string | undefined;
  readonly headers: IncomingHttpHeaders;
  /** The texts of its warnings. */
  readonly warnings: readonly string[];
  /** What the request is called in the audit log, where the server said. */
  readonly auditId: string | undefined;
  /** The server's own time, in milliseconds, where it said; whole seconds. */
  readonly date: number | undefined;
  /** Milliseconds after which to ask again, where the server said. */
  readonly retryAfter: number | undefined;
}

const PATIENCE = 15_000;
const MAX_ANSWER = 4 * 1024 * 1024;

/**
 * Sends requests as somebody, over connections that stay open. Written on node:https because the official client's current major
 * does not load on Node 20 and costs a third of a second where it does.
 */
export class Client {
  readonly #agent: Agent;
  readonly #isPlain: boolean;
  readonly #server: { readonly hostname: string; readonly port: string };

  constructor(readonly access: Access) {
    const { endpoint, ca, cert, key, insecure, minVersion } = access;
    const { protocol, port } = new URL(endpoint);
    this.#isPlain = protocol === 'http:';
    // Without the brackets that a URL has around an IPv6 address.
    const { hostname } = urlToHttpOptions(new URL(endpoint));
    this.#server = { hostname: hostname ?? '', port };
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 16,
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(minVersion !== undefined && { minVersion }),
      ...(insecure && { rejectUnauthorized: false }),
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  get(path: string): Promise<Answer> {
    return this.send({ method: 'GET', path });
  }

  /** Resolves with any status, and with what came of the answer; rejects only where there is none at all. */
  send({ method, path, body, most = MAX_ANSWER, watch = false, signal, ...call }: Call): Promise<Answer> {
    const { token, headers: own, patience = PATIENCE } = this.access;
    const payload =
      body === undefined || Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body);
    const headers: Record<string, string | number> = { ...own, ...call.headers };
    if (token !== undefined) headers.authorization = `Bearer ${token}`;
    if (payload !== undefined) {
      headers['content-type'] = call.contentType ?? contentTypeOf(method);
      // Of a DELETE, Node does not say it by itself.
      headers['content-length'] = Buffer.byteLength(payload);
    }
    return new Promise((resolve, reject) => {
      const options = { ...this.#server, method, path, headers, timeout: patience, ...(signal && { signal }) };
      const take = (response: IncomingMessage) => {
        const chunks: Buffer[] = [];
        let size = 0;
        let isDone = false;
        const done = (cut?: string) => {
          if (isDone) return;
          isDone = true;
          clearTimeout(timer);
          resolve(answerOf(response, Buffer.concat(chunks).toString('utf8'), cut));
          if (cut !== undefined) outgoing.destroy();
        };
        // From here on, the whole of the answer is timed, and not the silence between its parts.
        outgoing.setTimeout(0);
        const timer = setTimeout(() => done(`it did not end in ${patience / 1000} s`), patience);
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > most) done(`it is longer than ${most} bytes`);
          else if (watch) done('no more was waited for');
        });
        response.once('end', () => done());
        response.on('error', ({ message }) => done(message));
      };
      const outgoing = this.#isPlain
        ? httpRequest(options, take)
        : httpsRequest({ ...options, agent: this.#agent }, take);
      outgoing.once('timeout', () => {
        const error = new Error(`${method} ${path}: no answer in ${patience / 1000} s`);
        outgoing.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
      });
      outgoing.on('error', reject);
      outgoing.end(payload);
    });
  }
}

/** Sends one request over a connection of its own. */
export async function askOnce(access: Access, call: Call): Promise<Answer> {
  const client = new Client(access);
  try {
    return await client.send(call);
  } finally {
    client.close();
  }
}

const contentTypeOf = (method: string) => (method === 'PATCH' ? 'application/merge-patch+json' : 'application/json');

function answerOf({ statusCode, headers, rawHeaders }: IncomingMessage, text: string, cut: string | undefined): Answer {
  let body: Answer['body'] = {};
  try {
    const parsed: unknown = text.startsWith('{') ? JSON.parse(text) : undefined;
    if (typeof parsed === 'object' && parsed !== null) body = parsed as Answer['body'];
  } catch {
    // A stream, or no JSON after all: the text is what there is.
  }
  const { message } = body;
  const id = headers['audit-id'];
  const date = Date.parse(headers.date ?? '');
  const seconds = Number(headers['retry-after'] ?? Number.NaN);
  return {
    status: statusCode ?? 0,
    text,
    body,
    message: typeof message === 'string' ? message : text.trim().slice(0, 400),
    cut,
    headers,
    warnings: warningsIn(rawHeaders),
    auditId: typeof id === 'string' ? id : undefined,
    date: Number.isNaN(date) ? undefined : date,
    retryAfter: Number.isNaN(seconds) ? undefined : seconds * 1000,
  };
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
