import type { Call } from '../../api-server/client';
import type { Target } from '../target';

/** The call that asks the cluster for a certificate. */
export function certificateRequest(
  target: Target,
  name: string,
  ask: { readonly signer: string; readonly commonName: string; readonly organization: string },
): Call | string {
  const request = target.signingRequest(ask.commonName, ask.organization);
  if (request === undefined) return 'it needs @palisade/rehearsal, which makes signing requests';
  return {
    method: 'POST',
    path: '/apis/certificates.k8s.io/v1/certificatesigningrequests',
    body: {
      apiVersion: 'certificates.k8s.io/v1',
      kind: 'CertificateSigningRequest',
      metadata: { name },
      spec: {
        request: Buffer.from(request, 'utf8').toString('base64'),
        signerName: ask.signer,
        expirationSeconds: 600,
        usages: ['digital signature', 'client auth'],
      },
    },
  };
}
