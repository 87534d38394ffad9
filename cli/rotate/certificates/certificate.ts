import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { Leaf } from '@palisade/constructs/control-plane';

const day = 86_400_000;

/** When a certificate begins and ends. */
export function datesOf(certificate: X509Certificate): { readonly from: Date; readonly to: Date } {
  return { from: new Date(certificate.validFrom), to: new Date(certificate.validTo) };
}

/** True where less than a third of its life is left. */
export function isDue(certificate: X509Certificate, now: Date): boolean {
  const { from, to } = datesOf(certificate);
  return to.getTime() - now.getTime() < (to.getTime() - from.getTime()) / 3;
}

/** @throws Error that names the file, where it holds no certificate */
export function certificateIn(text: string, path: string): X509Certificate {
  try {
    // The first is the one that is shown; others are how it leads to its authority.
    return new X509Certificate(text);
  } catch {
    throw new Error(`${path} holds no certificate in PEM: put back the one that belongs there`);
  }
}

/** True where a private key, in PEM, is the certificate's. */
export function hasKey(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

/** Who a certificate is for, so that another can be made for the same. @throws Error where it says what none of ours does */
export function leafOf(certificate: X509Certificate, path: string): Leaf {
  const subject = certificate.subject.split('\n').map((line) => line.split(/=(.*)/s));
  const odd = subject.find(([field = '', value = '']) => !['O', 'CN'].includes(field) || !/^[\w:.@ -]+$/.test(value));
  const names = subject.flatMap(([field, value = '']) => (field === 'CN' ? [value] : []));
  const [commonName] = names;
  if (odd !== undefined || names.length !== 1 || commonName === undefined) {
    throw new Error(
      `${path} is for '${subject.map((part) => part.slice(0, 2).join('=')).join(', ')}': make it by hand`,
    );
  }
  const use = uses[[...(certificate.keyUsage ?? [])].sort().join()];
  if (use === undefined) throw new Error(`${path} is for neither servers nor clients: make it by hand`);
  const { from, to } = datesOf(certificate);
  return {
    commonName,
    organizations: subject.flatMap(([field, value = '']) => (field === 'O' ? [value] : [])),
    use,
    hosts: hostsOf(certificate, path),
    lifetime: Math.max(1, Math.round((to.getTime() - from.getTime()) / day)),
  };
}

/** By object identifiers of extended key usages: of servers, and of clients. */
const uses: Readonly<Record<string, Exclude<Leaf['use'], 'authority'>>> = {
  '1.3.6.1.5.5.7.3.1': 'server',
  '1.3.6.1.5.5.7.3.2': 'client',
  '1.3.6.1.5.5.7.3.1,1.3.6.1.5.5.7.3.2': 'server-and-client',
};

function hostsOf({ subjectAltName }: X509Certificate, path: string): string[] {
  if (subjectAltName === undefined) return [];
  return subjectAltName.split(', ').map((name) => {
    const [, host] = /^(?:DNS|IP Address):([\w.:*-]+)$/.exec(name) ?? [];
    if (host === undefined) throw new Error(`${path} names '${name}', which is no host: make it by hand`);
    return host;
  });
}

/** An authority that signs, and what is wrong with it. */
export interface Authority {
  readonly path: string;
  readonly certificate: X509Certificate;
}

/** @throws Error where it must not sign now, or cannot, with what to do */
export function checkAuthority({ path, certificate }: Authority, key: string | undefined, now: Date): void {
  const keyPath = path.replace(/\.crt$/, '.key');
  const { from, to } = datesOf(certificate);
  if (now < from) throw new Error(`${path} begins at ${from.toISOString()} only: set this machine's clock`);
  if (now >= to) {
    throw new Error(`${path}, an authority, ended at ${to.toISOString()}: it must be replaced on every machine first`);
  }
  if (key === undefined) {
    throw new Error(
      `there is no ${keyPath}: bring the authority's key here for as long as the command runs, and take it away again`,
    );
  }
  if (!certificate.ca || !hasKey(certificate, key)) {
    throw new Error(
      `${keyPath} is not the key of the first certificate in ${path}: put the two that belong together there`,
    );
  }
}

/**
 * What is wrong with a pair that an authority is said to have signed.
 *
 * @returns undefined where all is well: names, purpose, dates, signature and key
 */
export function wrongWith(
  { certificate, key }: { readonly certificate: X509Certificate; readonly key: string },
  authority: Authority,
  now: Date,
): string | undefined {
  const { from, to } = datesOf(certificate);
  if (!hasKey(certificate, key)) return 'its key is another one’s';
  if (!certificate.checkIssued(authority.certificate) || !certificate.verify(authority.certificate.publicKey)) {
    return `it is signed by '${certificate.issuer.replaceAll('\n', ', ')}', and not by the authority in ${authority.path}`;
  }
  if (now < from) return `it begins at ${from.toISOString()} only; if that is wrong, set this machine's clock`;
  if (now >= to) return `it ended at ${to.toISOString()}`;
  return undefined;
}
