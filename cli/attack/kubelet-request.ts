import type { IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Access, Answer, Call, Credential } from '../api-server/client';
import type { Outcome } from './attack';
import { judged, plainSuccess, unconnected, untried, using } from './request-attack';
import type { KubeletAccess, Target } from './target';

export const needsKubelet = 'no node is to be seen with this credential';
/** Milliseconds for a command to say something. */
const PATIENCE = 10_000;

/** What says that the way to the node is closed, which is no verdict on its kubelet. */
export const unreachable = new Set(['ECONNREFUSED', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND']);

export const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? '';

export const outOfReach = ({ node, endpoint }: KubeletAccess, why: string) =>
  untried(`the kubelet of ${node} (${endpoint}) cannot be reached from here: ${why}`);

/** Asks a kubelet, whoever it says it is: what counts is whether it answers. */
export async function askKubelet(
  target: Target,
  credential: Credential,
  call: Call,
  evidence: (answer: Answer) => string | undefined = plainSuccess,
): Promise<Outcome> {
  const { kubelet } = target;
  if (kubelet === undefined) return untried(needsKubelet);
  const { cert, key, token } = credential;
  const access = {
    endpoint: kubelet.endpoint,
    insecure: true,
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(token !== undefined && { token }),
  };
  return using(target.reach(access), async (client) => {
    try {
      return judged(await client.send(call), evidence);
    } catch (error) {
      return unanswered(kubelet, error);
    }
  });
}

/** A connection to a kubelet that never came to be: a verdict only where somebody was there. */
export function unanswered(kubelet: KubeletAccess, error: unknown): Outcome {
  const code = codeOf(error);
  return unreachable.has(code) ? outOfReach(kubelet, code) : unconnected(error, 'TLS');
}

/** What the command `id` says. */
export const said = (text: string) => /uid=\d+(?:\([\w.-]+\))?/.exec(text)?.[0];

/**
 * Runs a command over a WebSocket, as `kubectl exec` does; resolves to what comes back.
 *
 * @param credential with `ca`, the server must be vouched for by it; whoever it is else
 */
export function execute(
  endpoint: string,
  path: string,
  { cert, key, ca }: Pick<Access, 'cert' | 'key' | 'ca'> = {},
): Promise<{ status: number; text: string; auditId: string | undefined }> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const headers = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      'sec-websocket-protocol': 'v4.channel.k8s.io',
    };
    const who = { ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
    const server = { hostname, port, rejectUnauthorized: ca !== undefined, ...(ca !== undefined && { ca }) };
    const call = httpsRequest({ ...server, ...who, path, headers, timeout: PATIENCE });
    call.once('upgrade', (response, socket, head) => {
      let text = head.toString('latin1');
      const done = () => {
        clearTimeout(timer);
        socket.destroy();
        resolve({ status: response.statusCode ?? 0, text, auditId: auditIdOf(response) });
      };
      const timer = setTimeout(done, PATIENCE);
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
        if (said(text) !== undefined) done();
      });
      socket.once('close', done);
      socket.once('error', done);
    });
    call.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString('utf8'),
          auditId: auditIdOf(response),
        }),
      );
    });
    call.once('timeout', () => call.destroy(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    call.once('error', reject);
    call.end();
  });
}

const auditIdOf = ({ headers }: IncomingMessage) => headers['audit-id'] as string | undefined;
