import { request as plainRequest } from 'node:http';
import { connect as connectPlain } from 'node:net';
import { type ConnectionOptions, connect, type SecureVersion } from 'node:tls';
import { about, type Draft, type Outcome } from '../attack';
import { unconnected } from '../request-attack';
import type { Target } from '../target';

const beforeTheServer = 'the connection ends before there is a request';
/** Milliseconds for a handshake. */
const PATIENCE = 10_000;

/** Tries a handshake; what succeeds is that the server agrees, not that anything was asked. */
export function handshake(target: Pick<Target, 'endpoint'>, options: ConnectionOptions): Promise<Outcome> {
  const { hostname, port } = new URL(target.endpoint);
  return new Promise((resolve) => {
    const server = { host: hostname, port: Number(port || 443), timeout: PATIENCE };
    // Whose certificate it is does not matter here: only whether the two can speak.
    const socket = connect({ ...server, rejectUnauthorized: false, ...options }, () => {
      const evidence = `spoke ${socket.getProtocol()} with ${socket.getCipher().standardName}`;
      socket.destroy();
      resolve({ result: 'succeeded', evidence, auditIds: [] });
    });
    socket.once('timeout', () => socket.destroy(new Error(`no handshake in ${PATIENCE / 1000} s`)));
    socket.once('error', (error) => resolve(unconnected(error, 'TLS')));
  });
}

const versions = (
  [
    ['tls-1-0', 'TLSv1', 'Speak TLS 1.0', true],
    ['tls-1-1', 'TLSv1.1', 'Speak TLS 1.1', true],
    ['tls-1-2', 'TLSv1.2', 'Speak TLS 1.2', false],
  ] as const satisfies readonly (readonly [string, SecureVersion, string, boolean])[]
).map(
  ([id, version, title, safe]): Draft => ({
    id,
    title: `${title}, to use what is weak in it`,
    technique: 'T1557',
    mutates: false,
    stoppedBy: 'TLS',
    ...(safe && { safeByDefault: 'the API server’s oldest version is TLS 1.2 by default' }),
    unlogged: beforeTheServer,
    // OpenSSL itself speaks old versions only at its lowest level.
    run: (target) =>
      handshake(target, { minVersion: version, maxVersion: version, ...(safe && { ciphers: 'ALL:@SECLEVEL=0' }) }),
  }),
);

/** What happens below HTTP. */
export const transport = about('transport', [
  ...versions,
  {
    id: 'weak-cipher',
    title: 'Agree on a cipher of the CBC kind',
    technique: 'T1557',
    mutates: false,
    stoppedBy: 'TLS',
    unlogged: beforeTheServer,
    run: (target) =>
      handshake(target, {
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.2',
        ciphers: 'ECDHE-ECDSA-AES128-SHA:ECDHE-RSA-AES128-SHA',
      }),
  },
  {
    id: 'plain-http',
    title: 'Ask over plain HTTP, where a listener on the wire can read and change all of it',
    technique: 'T1040',
    mutates: false,
    stoppedBy: 'TLS',
    safeByDefault: 'the secure port answers plain HTTP with an error, by default too',
    unlogged: beforeTheServer,
    run: (target) => askPlain(target, Number(new URL(target.endpoint).port || 443)),
  },
  {
    id: 'insecure-port',
    title: 'Ask at the insecure port, where everybody is an administrator',
    technique: 'T1133',
    mutates: false,
    stoppedBy: 'nobody listens',
    safeByDefault: 'the insecure port is gone since Kubernetes 1.24',
    unlogged: 'there is nobody to log it',
    run: async (target) => {
      const { hostname } = new URL(target.endpoint);
      const open = await isOpen(hostname, 8080);
      if (open) return askPlain(target, 8080);
      return { result: 'refused', by: 'nobody listens', message: `nobody listens at ${hostname}:8080`, auditIds: [] };
    },
  },
]);

function isOpen(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectPlain({ host, port, timeout: 3000 });
    const done = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => done(true));
    socket.once('timeout', () => done(false));
    socket.once('error', () => done(false));
  });
}

/** Whether the API is served without TLS. */
function askPlain(target: Target, port: number): Promise<Outcome> {
  const { hostname } = new URL(target.endpoint);
  return new Promise((resolve) => {
    const call = plainRequest({ hostname, port, path: '/api', timeout: PATIENCE }, (response) => {
      response.resume();
      const status = response.statusCode ?? 0;
      const kubernetes = response.headers['audit-id'] !== undefined && status < 300;
      if (kubernetes) resolve({ result: 'succeeded', evidence: 'served the API without TLS', auditIds: [] });
      else resolve({ result: 'refused', by: 'TLS', status, message: `answered ${status}`, auditIds: [] });
    });
    call.once('timeout', () => call.destroy(new Error(`no answer in ${PATIENCE / 1000} s`)));
    call.once('error', (error) => resolve(unconnected(error, 'TLS')));
    call.end();
  });
}
