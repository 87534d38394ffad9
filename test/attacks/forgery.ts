import { createAuthority, keyPem } from '../../rehearsal/cluster/certificate';

export { type Authority, createAuthority, issue, type KeyedCertificate } from '../../rehearsal/cluster/certificate';

/** A certificate that vouches for itself. */
export function selfSigned(): { cert: string; key: string } {
  const { certificate, key } = createAuthority('palisade:administrator', 24);
  return { cert: certificate, key: keyPem(key) };
}
