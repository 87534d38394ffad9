import { describe, expect, test } from '@jest/globals';
import { Access } from './access';
import { arn, aws, certificate, exposed, nginx, proxyPolicy } from './testing/fixtures';
import { Tls } from './tls';

describe('by ingress-nginx', () => {
  test.each([
    { name: 'internal', access: Access.internal(), ingressClassName: 'internal', ranges: {} },
    { name: 'from the internet', access: Access.internet(), ingressClassName: 'internet', ranges: {} },
    {
      name: 'from source ranges',
      access: { sourceRanges: ['2001:db8::/32', '203.0.113.0/24'] as const },
      ingressClassName: 'internet',
      ranges: { 'nginx.ingress.kubernetes.io/whitelist-source-range': '203.0.113.0/24,2001:db8::/32' },
    },
  ])('$name', ({ access, ingressClassName, ranges }) => {
    expect(exposed(nginx, { access })).toEqual([
      certificate,
      {
        apiVersion: 'networking.k8s.io/v1',
        kind: 'Ingress',
        metadata: {
          name: 'api-shop-example-com',
          namespace: 'shop',
          annotations: {
            'nginx.ingress.kubernetes.io/ssl-redirect': 'true',
            'nginx.ingress.kubernetes.io/force-ssl-redirect': 'true',
            ...ranges,
          },
        },
        spec: {
          ingressClassName,
          tls: [{ hosts: ['shop.example.com'], secretName: 'shop-example-com-tls' }],
          rules: [
            {
              host: 'shop.example.com',
              http: {
                paths: [
                  {
                    path: '/',
                    pathType: 'Prefix',
                    backend: { service: { name: 'api', port: { number: 8080 } } },
                  },
                ],
              },
            },
          ],
        },
      },
      proxyPolicy,
    ]);
  });
});

describe('by a load balancer of AWS', () => {
  const headers = [
    'routing.http.response.server.enabled=false',
    'routing.http.response.strict_transport_security.header_value=max-age=31536000',
    'routing.http.response.x_content_type_options.header_value=nosniff',
    'routing.http.response.x_frame_options.header_value=DENY',
  ];
  test.each([
    {
      name: 'internal',
      access: Access.internal(),
      scheme: 'internal',
      ranges: {},
      from: ['10.0.0.0/20', '10.0.16.0/20'],
    },
    {
      name: 'from the internet',
      access: Access.internet(),
      scheme: 'internet-facing',
      ranges: {},
      from: ['10.0.128.0/24'],
    },
    {
      name: 'from source ranges',
      access: { sourceRanges: ['203.0.113.0/24'] as const },
      scheme: 'internet-facing',
      ranges: { 'alb.ingress.kubernetes.io/inbound-cidrs': '203.0.113.0/24' },
      from: ['10.0.128.0/24'],
    },
    {
      name: 'from source ranges of IPv6',
      access: { sourceRanges: ['203.0.113.0/24', '2001:db8::/32'] as const },
      scheme: 'internet-facing',
      ranges: {
        'alb.ingress.kubernetes.io/inbound-cidrs': '203.0.113.0/24,2001:db8::/32',
        'alb.ingress.kubernetes.io/ip-address-type': 'dualstack',
      },
      from: ['10.0.128.0/24'],
    },
  ])('$name', ({ access, scheme, ranges, from }) => {
    const objects = exposed(aws, { tls: Tls.acm(arn), access });
    expect(objects[0]).toMatchObject({
      kind: 'Ingress',
      spec: { ingressClassName: 'alb', tls: [{ hosts: ['shop.example.com'] }] },
    });
    expect(objects[0].metadata.annotations).toEqual({
      'alb.ingress.kubernetes.io/scheme': scheme,
      'alb.ingress.kubernetes.io/target-type': 'ip',
      'alb.ingress.kubernetes.io/healthcheck-path': '/',
      'alb.ingress.kubernetes.io/listen-ports': '[{"HTTP":80},{"HTTPS":443}]',
      'alb.ingress.kubernetes.io/ssl-redirect': '443',
      'alb.ingress.kubernetes.io/ssl-policy': 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
      'alb.ingress.kubernetes.io/certificate-arn': arn,
      'alb.ingress.kubernetes.io/listener-attributes.HTTPS-443': headers.join(','),
      'alb.ingress.kubernetes.io/load-balancer-attributes': 'routing.http.drop_invalid_header_fields.enabled=true',
      ...ranges,
    });
    expect(objects[1].spec.ingress).toEqual([
      { from: from.map((cidr) => ({ ipBlock: { cidr } })), ports: [{ port: 8080, protocol: 'TCP' }] },
    ]);
    expect(objects).toHaveLength(2);
  });

  test('asks for the path that tells whether the workload is well, and leaves headers to it', () => {
    const [ingress] = exposed(aws, {
      tls: Tls.acm(arn),
      healthPath: '/ready',
      headersFromApp: ['Strict-Transport-Security', 'X-Frame-Options'],
    });
    expect(ingress.metadata.annotations).toMatchObject({
      'alb.ingress.kubernetes.io/healthcheck-path': '/ready',
      'alb.ingress.kubernetes.io/listener-attributes.HTTPS-443':
        'routing.http.response.server.enabled=false,routing.http.response.x_content_type_options.header_value=nosniff',
    });
  });
});
