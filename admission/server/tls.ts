import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Server, ServerOptions } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { ConfigError, type ReadFile } from '../policy';
import type { TlsFiles } from './config';

/** Milliseconds between looks at the files: certificates are renewed while the service runs. */
const lookEvery = 60_000;

/**
 * What is spoken: TLS 1.3, and only with those whom the authority vouches for.
 *
 * @throws ConfigError where a file cannot be read or holds something else.
 */
export function tlsOptions(files: TlsFiles, readFile: ReadFile = (path) => readFileSync(path, 'utf8')): ServerOptions {
  const read = (key: 'certificate' | 'key' | 'clientAuthority', path: string): string => {
    try {
      const text = readFile(path);
      if (key !== 'key') new X509Certificate(text);
      return text;
    } catch (error) {
      throw new ConfigError(`tls.${key}: ${path} holds none that can be read: ${(error as Error).message}`);
    }
  };
  const own = {
    cert: read('certificate', files.certificate),
    key: read('key', files.key),
    minVersion: 'TLSv1.3',
  } as const;
  if (files.clientAuthority === undefined) return own;
  return { ...own, ca: read('clientAuthority', files.clientAuthority), requestCert: true, rejectUnauthorized: true };
}

/** Takes up renewed certificates. Returns what ends it. */
export function followRenewal(
  server: Server,
  files: TlsFiles,
  readFile: ReadFile,
  failed: (error: Error) => void,
): () => void {
  const stateOf = (options: ServerOptions): string =>
    createHash('sha256')
      .update(JSON.stringify([options.cert, options.key, options.ca]))
      .digest('hex');
  let state = stateOf(tlsOptions(files, readFile));
  const timer = setInterval(() => {
    try {
      const options = tlsOptions(files, readFile);
      if (stateOf(options) === state) return;
      server.setSecureContext(options);
      state = stateOf(options);
    } catch (error) {
      failed(error as Error);
    }
  }, lookEvery);
  timer.unref();
  return () => clearInterval(timer);
}

/** Whether who is at the other end may ask. */
export function mayAsk(socket: TLSSocket, { clientAuthority, clients }: TlsFiles): boolean {
  if (clientAuthority === undefined) return true;
  if (!socket.authorized) return false;
  if (clients.length === 0) return true;
  const name: unknown = socket.getPeerCertificate().subject?.CN;
  return typeof name === 'string' && clients.includes(name);
}
