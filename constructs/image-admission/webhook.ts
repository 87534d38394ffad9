import { Buffer } from 'node:buffer';
import { X509Certificate } from 'node:crypto';

/** Namespace of the service that judges images, unless it is told otherwise. */
export const imageAdmissionNamespace = 'palisade-images';
/** Name of its Service and of its Deployment. */
export const imageAdmissionService = 'images';
/** Where it answers the API server. */
export const imageAdmissionPort = 8443;

/** What a webhook must know of the service. */
export interface ImageWebhookProps {
  /**
   * Namespace of the service. Its own pods are not asked about: they could not start while none of them runs.
   *
   * @default 'palisade-images'
   */
  readonly namespace?: string;
  /** Who vouches for the service's certificate, PEM. */
  readonly authority: string;
}

/**
 * The ValidatingWebhookConfiguration by which an API server asks the service about every pod, and takes none that it could
 * not ask about. Pods of `kube-system` and of the service itself are not asked about.
 *
 * @throws Error where the authority is no certificate
 * @see https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/
 */
export function imageWebhook({ namespace = imageAdmissionNamespace, authority }: ImageWebhookProps) {
  expectCertificates(authority);
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'palisade-images' },
    webhooks: [
      {
        name: 'images.palisade.dev',
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        failurePolicy: 'Fail',
        matchPolicy: 'Equivalent',
        // Seconds; the service itself gives up before.
        timeoutSeconds: 10,
        clientConfig: {
          service: { namespace, name: imageAdmissionService, port: imageAdmissionPort, path: '/admission-review' },
          caBundle: Buffer.from(authority).toString('base64'),
        },
        namespaceSelector: {
          matchExpressions: [
            { key: 'kubernetes.io/metadata.name', operator: 'NotIn', values: ['kube-system', namespace] },
          ],
        },
        rules: [
          {
            apiGroups: [''],
            apiVersions: ['v1'],
            operations: ['CREATE', 'UPDATE'],
            resources: ['pods', 'pods/ephemeralcontainers'],
            scope: 'Namespaced',
          },
        ],
      },
    ],
  };
}

/** @throws Error where a text is no certificate in PEM. */
export function expectCertificates(pem: string, what = 'the authority', of = 'the service'): void {
  if (/PRIVATE KEY/.test(pem)) throw new Error(`${what} holds a private key: give its certificate only`);
  try {
    new X509Certificate(pem);
  } catch {
    throw new Error(`${what} is no certificate in PEM: give that of who signs the certificate of ${of}`);
  }
}
