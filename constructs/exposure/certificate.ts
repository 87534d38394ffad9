import type { ICertificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Exposable } from './exposable';
import { type Host, secretNameOf } from './host';
import type { CertManagerTls, SecretTls } from './tls';

/** The Secret of a host's certificate: made with its first exposure where cert-manager is to bring it. */
export function certificateSecret(
  scope: Construct,
  workload: Exposable,
  host: Host,
  tls: CertManagerTls | SecretTls,
): string {
  const known = host.made.get('certificate');
  if (known !== undefined) return known;
  const secretName = tls.from === 'secret' ? secretNameOf(tls) : `${host.slug}-tls`;
  host.made.set('certificate', secretName);
  if (tls.from === 'secret') {
    if (typeof tls.secret !== 'string') tls.secret.readFor(workload);
    return secretName;
  }
  new ApiObject(scope, 'Certificate', {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: host.slug, namespace: workload.namespace },
    spec: {
      secretName,
      dnsNames: [host.name],
      issuerRef: { group: 'cert-manager.io', kind: tls.issuerKind, name: tls.issuer },
      // A new key with every renewal, so that one that leaked is of use until then at most.
      privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
      usages: ['digital signature', 'server auth'],
    },
  } satisfies ICertificate);
  return secretName;
}
