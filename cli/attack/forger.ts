import type { Forger } from './live-target';

const subject = { commonName: 'palisade-attack:administrator', organizations: ['system:masters'] };

const node = { commonName: 'system:node:palisade-attack', organizations: ['system:nodes'] };

/** Makes forgeries where the part that makes certificates is installed; undefined where it is not. */
export async function forger(): Promise<Forger | undefined> {
  const part = await import('@palisade/rehearsal').catch((error: NodeJS.ErrnoException) => {
    if (/^(ERR_)?MODULE_NOT_FOUND$/.test(error.code ?? '')) return undefined;
    throw error;
  });
  if (part === undefined) return undefined;
  const { createAuthority, issue, keyPem, signingRequest } = part;
  return {
    certificate: (forgery) => {
      const authority = createAuthority('palisade-attack', 1);
      if (forgery === 'self-signed') return { cert: authority.certificate, key: keyPem(authority.key) };
      const named =
        forgery === 'of another authority' ? subject : forgery === 'of a node, by another authority' ? node : undefined;
      if (named === undefined) return undefined;
      const { certificate: cert, key } = issue(authority, { subject: named, use: 'client', lifetimeHours: 1 });
      return { cert, key };
    },
    signingRequest: (commonName, organization) => signingRequest({ commonName, organizations: [organization] }),
  };
}
