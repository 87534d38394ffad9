import { Agent, request as httpsRequest } from 'node:https';
import { LOOPBACK } from './ports';

/** One request to a server of the cluster, on the loopback address. */
export interface LocalRequest {
  readonly port: number;
  readonly path: string;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** PEM of the authority that must vouch for the server. */
  readonly authority: string;
  /** Client certificate, if any. */
  readonly credentials?: { readonly cert: string; readonly key: string };
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

export interface LocalResponse {
  readonly status: number;
  readonly text: string;
}

/** Sends it over a connection of its own, TLS 1.3; 10 seconds at most. */
export function send(request: LocalRequest): Promise<LocalResponse> {
  const agent = new Agent({ keepAlive: false });
  return new Promise((resolve, reject) => {
    const text = request.body === undefined ? undefined : JSON.stringify(request.body);
    const outgoing = httpsRequest(
      {
        host: LOOPBACK,
        port: request.port,
        path: request.path,
        method: request.method ?? 'GET',
        ca: request.authority,
        ...request.credentials,
        minVersion: 'TLSv1.3',
        agent,
        timeout: 10_000,
        headers:
          text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
      },
    );
    outgoing.once('error', reject);
    outgoing.once('timeout', () => outgoing.destroy(new Error(`No answer from port ${request.port} in 10 s.`)));
    outgoing.end(text);
  });
}
