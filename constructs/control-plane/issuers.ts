import { X509Certificate } from 'node:crypto';
import type { Problem } from '../construct-error';
import type { OidcIssuer } from './options';

/** What names of the cluster's own users and groups begin with: `palisade:administrators` may do everything. */
const reserved = ['system:', 'palisade:', 'kubeadm:'];

/** Everything that is wrong with the issuers of people's tokens, but for how their addresses are written. */
export function issuersProblems(issuers: readonly OidcIssuer[]): Problem[] {
  return issuers.flatMap((issuer, index) => [
    ...problemsOf(issuer, `issuers[${index}]`),
    ...clashes(issuer, index, issuers.slice(0, index)),
  ]);
}

function problemsOf({ audiences, prefix, certificateAuthority }: OidcIssuer, place: string): Problem[] {
  const found: Problem[] = [];
  if (audiences.length === 0 || audiences.includes('')) {
    found.push({
      found: `${place}.audiences ${audiences.length === 0 ? 'is empty' : 'holds an empty text'}`,
      write: 'Write the client id that tokens are issued for, or any token of the issuer gets in',
    });
  }
  // A prefix that a reserved one begins with is no better: the rest may stand in the claim.
  if (reserved.some((name) => prefix.startsWith(name) || name.startsWith(prefix))) {
    found.push({
      found: `${place}.prefix is '${prefix}'`,
      write: 'Write what tells its users from all others, such as corp:',
    });
  }
  if (certificateAuthority !== undefined && !isCertificate(certificateAuthority)) {
    found.push({
      found: `${place}.certificateAuthority is no certificate`,
      write: 'Write the certificate in PEM of who signs that of the issuer’s server, and no key',
    });
  }
  return found;
}

/** What of an issuer could be taken for another's. */
function clashes({ url, prefix }: OidcIssuer, index: number, others: readonly OidcIssuer[]): Problem[] {
  return others.flatMap((other, before) => [
    ...(other.url === url
      ? [{ found: `issuers[${before}] and issuers[${index}] are both ${url}`, write: 'Write it once' }]
      : []),
    ...(prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix)
      ? [
          {
            found: `issuers[${before}].prefix '${other.prefix}' and issuers[${index}].prefix '${prefix}' begin alike`,
            write: 'Write prefixes of which none begins with another: one’s users could be named like the other’s',
          },
        ]
      : []),
  ]);
}

function isCertificate(pem: string): boolean {
  if (pem.includes('PRIVATE KEY')) return false;
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}
