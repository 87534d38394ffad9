import type { X509Certificate } from 'node:crypto';
import { connect } from 'node:tls';
import type { StaticPod } from './static-pod';
import { until } from './until';

/** Milliseconds. */
const PATIENCE = 5000;

/** Credentials of a client, in PEM. */
export interface ClientPair {
  readonly cert: string;
  readonly key: string;
}

/** The fingerprint (SHA-256) of the certificate that a server shows. */
export async function servedFingerprint(server: string, client?: ClientPair): Promise<string> {
  return (await servedCertificate(server, client)).fingerprint256;
}

/** The certificate that a server shows. Whether to believe it is for the caller, who knows which one it must be. */
export function servedCertificate(server: string, client?: ClientPair): Promise<X509Certificate> {
  const { hostname, port } = new URL(`https://${server}`);
  const host = hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve, reject) => {
    // Nothing is sent: the certificate itself is all that is asked for, and it is compared with the one expected.
    const socket = connect({ host, port: Number(port || 443), rejectUnauthorized: false, ...client }, () => {
      const certificate = socket.getPeerX509Certificate();
      socket.destroy();
      if (certificate === undefined) reject(new Error(`${server} shows no certificate`));
      else resolve(certificate);
    });
    socket.setTimeout(PATIENCE, () => socket.destroy(new Error(`${server} does not answer`)));
    socket.once('error', ({ message }) => reject(new Error(`${server} does not answer: ${message}`)));
  });
}

/** Ports that components listen on, where no flag says otherwise. */
const ports: Readonly<Record<string, string>> = { 'kube-controller-manager': '10257', 'kube-scheduler': '10259' };

/**
 * Restarts a controller manager or scheduler, once for each value of an annotation, and waits until it is another process: each
 * makes itself a certificate when it starts. Flags that it has get other values where they are given.
 */
export async function restartedPod(
  pod: StaticPod,
  {
    annotation,
    value,
    flags,
  }: { readonly annotation: string; readonly value: string; readonly flags?: Readonly<Record<string, string>> },
  say: (line: string) => void,
): Promise<void> {
  const server = `127.0.0.1:${pod.flag('secure-port') ?? ports[pod.name]}`;
  // Where it is down, any certificate is a new one.
  const before = await servedFingerprint(server).catch(() => undefined);
  const began = pod.restart(annotation, value, flags);
  if (began) say(`  ${pod.name} is being restarted`);
  await until(
    async () => {
      const now = await servedFingerprint(server);
      return began && now === before ? `${pod.name} at ${server} is still the one of before its restart` : undefined;
    },
    { say },
  );
}
