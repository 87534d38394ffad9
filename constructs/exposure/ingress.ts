import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { parseCidr } from '../network/cidr';
import { certificateSecret } from './certificate';
import type { LoadBalancerClass, NginxClass, Side } from './entrances';
import type { Route } from './gateway';
import { headersBut, type SecurityHeader } from './headers';
import type { AcmTls, CertManagerTls, SecretTls } from './tls';

/** Exposes by ingress-nginx. */
export function exposeByNginx(
  scope: Construct,
  route: Route,
  { ingressClass }: NginxClass,
  tls: CertManagerTls | SecretTls,
): void {
  const secretName = certificateSecret(scope, route.workload, route.host, tls);
  ingress(scope, route, ingressClass, secretName, {
    'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
    // Redirects even where the certificate is not there yet.
    'nginx.ingress.kubernetes.io/force-ssl-redirect': 'true',
    ...(route.ranges !== undefined && {
      'nginx.ingress.kubernetes.io/whitelist-source-range': route.ranges.join(','),
    }),
  });
}

/** TLS 1.3, and 1.2 with forward secrecy and authenticated ciphers only. */
const sslPolicy = 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06';

const listenerAttributes: { readonly [header in SecurityHeader]?: string } = {
  'Strict-Transport-Security': 'routing.http.response.strict_transport_security.header_value',
  'X-Content-Type-Options': 'routing.http.response.x_content_type_options.header_value',
  'X-Frame-Options': 'routing.http.response.x_frame_options.header_value',
  // A load balancer can't set Referrer-Policy; browsers do what it would say by default.
};

/**
 * Exposes by a load balancer of AWS. It is in no group: whoever may write an Ingress could otherwise add rules to it.
 *
 * @see https://kubernetes-sigs.github.io/aws-load-balancer-controller/latest/guide/ingress/annotations/
 */
export function exposeByLoadBalancer(
  scope: Construct,
  route: Route,
  { ingressClass }: LoadBalancerClass,
  { certificateArn }: AcmTls,
  side: Side,
): void {
  const { ranges, headersFromApp, healthPath } = route;
  const attributes = [
    'routing.http.response.server.enabled=false',
    ...headersBut(headersFromApp).flatMap(([header, value]) => {
      const attribute = listenerAttributes[header];
      return attribute === undefined ? [] : [`${attribute}=${value}`];
    }),
  ];
  const annotations = {
    scheme: side === 'internal' ? 'internal' : 'internet-facing',
    'target-type': 'ip',
    'healthcheck-path': healthPath,
    'listen-ports': '[{"HTTP":80},{"HTTPS":443}]',
    'ssl-redirect': '443',
    'ssl-policy': sslPolicy,
    'certificate-arn': certificateArn,
    'listener-attributes.HTTPS-443': attributes.join(','),
    'load-balancer-attributes': 'routing.http.drop_invalid_header_fields.enabled=true',
    ...(ranges !== undefined && { 'inbound-cidrs': ranges.join(',') }),
    ...(ranges?.some((range) => parseCidr(range)?.family === 6) && { 'ip-address-type': 'dualstack' }),
  };
  const prefixed = Object.entries(annotations).map(([name, value]) => [`alb.ingress.kubernetes.io/${name}`, value]);
  ingress(scope, route, ingressClass, undefined, Object.fromEntries(prefixed));
}

function ingress(
  scope: Construct,
  { workload, host, paths, service, port }: Route,
  ingressClassName: string,
  secretName: string | undefined,
  annotations: { [name: string]: string },
): void {
  const backend = { service: { name: service, port: { number: port } } };
  new k8s.KubeIngress(scope, 'Ingress', {
    metadata: { name: `${workload.name}-${host.slug}`, namespace: workload.namespace, annotations },
    spec: {
      ingressClassName,
      tls: [{ hosts: [host.name], ...(secretName !== undefined && { secretName }) }],
      rules: [{ host: host.name, http: { paths: paths.map((path) => ({ path, pathType: 'Prefix', backend })) } }],
    },
  });
}
