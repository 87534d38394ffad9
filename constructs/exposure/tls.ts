import type { SecretReader } from '../secrets';

/** The kind of cert-manager's object that signs a certificate. */
export type IssuerKind = 'Issuer' | 'ClusterIssuer';

/** A certificate that cert-manager gets and renews. */
export interface CertManagerTls {
  readonly from: 'cert-manager';
  /** Name of the issuer. */
  readonly issuer: string;
  /** Whether the issuer is one of the namespace or of the cluster. */
  readonly issuerKind: IssuerKind;
}

/** A Secret with a certificate that something else brings, such as an `ExternalSecret`. */
export interface CertificateSecret {
  /** Name of the Secret. */
  readonly secretName: string;
  /** Must be `kubernetes.io/tls`. */
  readonly type: string;
  /** Called by the exposed workload, with whose rights the certificate is then read. */
  readFor(reader: SecretReader): void;
}

/** The certificate of a Secret of type `kubernetes.io/tls` in the namespace of the workload. */
export interface SecretTls {
  readonly from: 'secret';
  /** The Secret, by its name, or what makes it. */
  readonly secret: string | CertificateSecret;
}

/** A certificate that AWS keeps, for load balancers of AWS, which end TLS by themselves. */
export interface AcmTls {
  readonly from: 'acm';
  /** ARN of the certificate, in the region of the load balancer. */
  readonly certificateArn: string;
}

/** The certificate that the platform's shared Gateway serves. */
export interface GatewayTls {
  readonly from: 'gateway';
}

/** Where the certificate of an exposed host comes from. There is no way without one. */
export type Tls = CertManagerTls | SecretTls | AcmTls | GatewayTls;

/** The kinds of {@link Tls}. */
export const Tls = {
  /**
   * From an issuer of cert-manager. The key is a new one with every renewal.
   *
   * @param options.kind `Issuer` is one of the namespace, `ClusterIssuer` (the default) is the platform's
   */
  certManager(options: { readonly issuer: string; readonly kind?: IssuerKind }): CertManagerTls {
    return { from: 'cert-manager', issuer: options.issuer, issuerKind: options.kind ?? 'ClusterIssuer' };
  },
  /** From a Secret of type `kubernetes.io/tls`: one that is there, by its name, or an `ExternalSecret`. */
  secret(secret: string | CertificateSecret): SecretTls {
    return { from: 'secret', secret };
  },
  /** From AWS Certificate Manager, for `aws-load-balancer-controller`. */
  acm(certificateArn: string): AcmTls {
    return { from: 'acm', certificateArn };
  },
  /** The one of the shared Gateway: the platform's certificate, often a wildcard's. */
  gateway(): GatewayTls {
    return { from: 'gateway' };
  },
} as const;
