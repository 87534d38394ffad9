/**
 * Workloads under host names, by TLS only, internal unless said otherwise. Start from {@link Exposure}, which `expose` of a
 * workload makes, and {@link IngressFacts}, which say how traffic enters the cluster.
 */
export { Access, type InternalAccess, type InternetAccess, type SourceRangeAccess } from './access';
export type {
  AwsLoadBalancerController,
  GatewayApi,
  IngressFacts,
  IngressNginx,
  LoadBalancerClass,
  NginxClass,
  OwnGateway,
  ProxyPods,
  SharedGateway,
} from './entrances';
export type { Exposable } from './exposable';
export { Exposure, expose } from './exposure';
export type { ExposureProps } from './exposure-props';
export { type SecurityHeader, securityHeaders } from './headers';
export {
  type AcmTls,
  type CertificateSecret,
  type CertManagerTls,
  type GatewayTls,
  type IssuerKind,
  type SecretTls,
  Tls,
} from './tls';
