import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { Agent, request as httpsRequest } from 'node:https';

/** Who one is: a client certificate with its key (PEM), a bearer token, or headers such as those of impersonation. */
export interface Credential {
  readonly cert?: string;
  readonly key?: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request. */
export interface Call {
  readonly method: string;
  readonly path: string;
  /** An object is sent as JSON; text and bytes as they are. */
  readonly body?: unknown;
  /** @default 'application/json' */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes of the answer to look at. @default 4 MiB - what follows cannot change a verdict */
  readonly most?: number;
}

/** What came back, whatever the status. */
export interface Answer {
  readonly status: number;
  readonly text: string;
  /** The text parsed, where it is a JSON object. */
  readonly body: { readonly [field: string]: unknown };
  /** The server's own words where it refused. */
  readonly message: string;
  /** What the request is called in the audit log, where the server said. */
  readonly auditId: string | undefined;
  /** The server's own time, in milliseconds, where it said; whole seconds. */
  readonly date: number | undefined;
  /** Milliseconds after which to ask again, where the server said. */
  readonly retryAfter: number | undefined;
}

/** How to reach a server. */
export interface Access extends Credential {
  readonly endpoint: string;
  /** PEM of the authority to trust; the system's own where it is not given. */
  readonly ca?: string;
  /** Takes any server for the right one: only where the caller's own configuration says so. */
  readonly insecure?: boolean;
}

/** Milliseconds that an answer may take. A watch that was let through never ends by itself: what came until then counts. */
const PATIENCE = 15_000;
const MAX_ANSWER = 4 * 1024 * 1024;

/** Sends requests as somebody, over connections that stay open. */
export class Client {
  readonly #agent: Agent;

  constructor(readonly access: Access) {
    const { ca, cert, key, insecure } = access;
    this.#agent = new Agent({
      keepAlive: true,
      maxSockets: 8,
      ...(ca !== undefined && { ca }),
      ...(cert !== undefined && { cert }),
      ...(key !== undefined && { key }),
      ...(insecure && { rejectUnauthorized: false }),
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  get(path: string): Promise<Answer> {
    return this.send({ method: 'GET', path });
  }

  /** Resolves with any status; rejects only where there is no answer at all. */
  send({
    method,
    path,
    body,
    contentType = 'application/json',
    headers = {},
    most = MAX_ANSWER,
  }: Call): Promise<Answer> {
    const { endpoint, token, headers: own = {} } = this.access;
    const payload =
      body === undefined || Buffer.isBuffer(body) || typeof body === 'string' ? body : JSON.stringify(body);
    const all: Record<string, string | number> = { ...own, ...headers };
    if (token !== undefined) all.authorization = `Bearer ${token}`;
    if (payload !== undefined) {
      all['content-type'] = contentType;
      all['content-length'] = Buffer.byteLength(payload);
    }
    const plain = endpoint.startsWith('http:');
    return new Promise((resolve, reject) => {
      const options = { method, headers: all, timeout: PATIENCE, ...(plain ? {} : { agent: this.#agent }) };
      // Not through URL: a path goes out as it was written.
      const { hostname, port } = new URL(endpoint);
      const call = (plain ? httpRequest : httpsRequest)({ ...options, hostname, port, path }, (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        const done = () => {
          clearTimeout(timer);
          resolve(answer(response.statusCode ?? 0, Buffer.concat(chunks).toString('utf8'), response.headers));
          call.destroy();
        };
        const timer = setTimeout(done, PATIENCE);
        response.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          size += chunk.length;
          if (size > most || path.includes('watch=true')) done();
        });
        response.once('end', done);
        response.once('error', done);
      });
      call.once('timeout', () => {
        const error = new Error(`${method} ${path}: no answer in ${PATIENCE / 1000} s`);
        call.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
      });
      call.once('error', reject);
      call.end(payload);
    });
  }
}

function answer(status: number, text: string, headers: IncomingHttpHeaders): Answer {
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
    status,
    text,
    body,
    message: typeof message === 'string' ? message : text.trim().slice(0, 400),
    auditId: typeof id === 'string' ? id : undefined,
    date: Number.isNaN(date) ? undefined : date,
    retryAfter: Number.isNaN(seconds) ? undefined : seconds * 1000,
  };
}
