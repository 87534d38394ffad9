import { describe, expect, test } from '@jest/globals';
import { Evaluator, kubernetesRules, stackRules } from '@palisade/rules';
import { Chart } from 'cdk8s';
import { App } from '../app';
import { findings } from '../check';
import type { ClusterFacts } from '../cluster';
import { modelErrors } from '../model-errors';
import { ExternalSecret, SecretProvider } from '../secrets';
import { Deployment, Probe } from '../workload';
import { Access } from './access';
import type { AwsLoadBalancerController, GatewayApi, IngressFacts, IngressNginx } from './entrances';
import { expose } from './exposure';
import type { ExposureProps } from './exposure-props';
import { Tls } from './tls';

const evaluator = new Evaluator([...kubernetesRules, ...stackRules]);
const proxy = { namespace: 'gateways', labels: { 'app.kubernetes.io/name': 'envoy' }, serviceAccount: 'envoy' };
const letsEncrypt = Tls.certManager({ issuer: 'lets-encrypt' });
const arn = 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d-0000-4444-8888-abcdefabcdef';

const shared: GatewayApi = {
  controller: 'gateway-api',
  internal: { gateway: 'internal', namespace: 'gateways', proxy },
  internet: { gateway: 'internet', namespace: 'gateways', httpListener: 'http', proxy },
};
const own: GatewayApi = {
  controller: 'gateway-api',
  implementation: 'envoy-gateway',
  internal: { gatewayClass: 'internal', proxy },
  internet: { gatewayClass: 'internet', proxy },
};
const nginx: IngressNginx = {
  controller: 'ingress-nginx',
  internal: { ingressClass: 'internal', proxy },
  internet: { ingressClass: 'internet', proxy },
};
const aws: AwsLoadBalancerController = {
  controller: 'aws-load-balancer-controller',
  internal: { ingressClass: 'alb', subnetCidrs: ['10.0.0.0/20', '10.0.16.0/20'] },
  internet: { ingressClass: 'alb', subnetCidrs: ['10.0.128.0/24'] },
};

function chartOf(ingress: IngressFacts | undefined, facts: Partial<ClusterFacts> = {}) {
  return new Chart(new App({ cluster: { ...facts, ...(ingress && { ingress }) } }), 'chart', { namespace: 'shop' });
}

function workload(chart: Chart, id = 'api', port = 8080) {
  return new Deployment(chart, id, {
    image: `registry.example.com/${id}@sha256:${'a'.repeat(64)}`,
    resources: { cpu: '100m', memory: '64Mi' },
    port,
    probes: { readiness: Probe.http('/ready') },
  });
}

/** All that the exposures of a chart make, without what makes the workload itself. */
function synthesised(chart: Chart) {
  const objects = chart.toJson();
  expect(modelErrors(objects)).toEqual([]);
  expect(findings(evaluator, objects)).toEqual([]);
  const kinds = ['Certificate', 'Gateway', 'HTTPRoute', 'Ingress', 'ListenerSet', 'NetworkPolicy', 'SecurityPolicy'];
  return objects.filter(({ kind }) => kinds.includes(kind));
}

function exposed(ingress: IngressFacts, props: Partial<ExposureProps> = {}) {
  const chart = chartOf(ingress);
  expose(workload(chart), { host: 'shop.example.com', tls: letsEncrypt, ...props });
  return synthesised(chart);
}

const certificate = {
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: 'shop-example-com', namespace: 'shop' },
  spec: {
    secretName: 'shop-example-com-tls',
    dnsNames: ['shop.example.com'],
    issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'lets-encrypt' },
    privateKey: { algorithm: 'ECDSA', size: 256, rotationPolicy: 'Always' },
    usages: ['digital signature', 'server auth'],
  },
};
const listeners = [
  {
    name: 'https',
    hostname: 'shop.example.com',
    port: 443,
    protocol: 'HTTPS',
    tls: { mode: 'Terminate', certificateRefs: [{ group: '', kind: 'Secret', name: 'shop-example-com-tls' }] },
    allowedRoutes: { namespaces: { from: 'Same' } },
  },
  {
    name: 'http',
    hostname: 'shop.example.com',
    port: 80,
    protocol: 'HTTP',
    allowedRoutes: { namespaces: { from: 'Same' } },
  },
];
const route = (parent: object) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'api-shop-example-com', namespace: 'shop' },
  spec: {
    parentRefs: [{ group: 'gateway.networking.k8s.io', ...parent }],
    hostnames: ['shop.example.com'],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        filters: [
          {
            type: 'ResponseHeaderModifier',
            responseHeaderModifier: {
              set: [
                { name: 'Strict-Transport-Security', value: 'max-age=31536000' },
                { name: 'X-Content-Type-Options', value: 'nosniff' },
                { name: 'X-Frame-Options', value: 'DENY' },
                { name: 'Referrer-Policy', value: 'strict-origin-when-cross-origin' },
              ],
            },
          },
        ],
        backendRefs: [{ name: 'api', port: 8080 }],
      },
    ],
  },
});
const redirect = (parent: object) => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'shop-example-com-redirect', namespace: 'shop' },
  spec: {
    parentRefs: [{ group: 'gateway.networking.k8s.io', ...parent }],
    hostnames: ['shop.example.com'],
    rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
  },
});
const proxyPolicy = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name: 'api', namespace: 'shop' },
  spec: {
    podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      {
        from: [
          {
            namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'gateways' } },
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'envoy' } },
          },
        ],
        ports: [{ port: 8080, protocol: 'TCP' }],
      },
    ],
  },
};

describe('by the Gateway API', () => {
  test('attaches a listener with a certificate of its own to a shared Gateway', () => {
    const set = { kind: 'ListenerSet', name: 'shop-example-com' };
    expect(exposed(shared)).toEqual([
      certificate,
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'ListenerSet',
        metadata: { name: 'shop-example-com', namespace: 'shop' },
        spec: {
          parentRef: {
            group: 'gateway.networking.k8s.io',
            kind: 'Gateway',
            name: 'internal',
            namespace: 'gateways',
          },
          listeners,
        },
      },
      route({ ...set, sectionName: 'https' }),
      redirect({ ...set, sectionName: 'http' }),
      proxyPolicy,
    ]);
  });

  test('uses the certificate of a shared Gateway', () => {
    const gateway = { kind: 'Gateway', name: 'internet', namespace: 'gateways' };
    expect(exposed(shared, { tls: Tls.gateway(), access: Access.internet() })).toEqual([
      route({ ...gateway, sectionName: 'https' }),
      redirect({ ...gateway, sectionName: 'http' }),
      proxyPolicy,
    ]);
  });

  test('leaves the redirect to a shared Gateway without a listener for HTTP', () => {
    const facts: GatewayApi = {
      controller: 'gateway-api',
      internal: { gateway: 'internal', namespace: 'gateways', httpsListener: 'wildcard', proxy },
    };
    const gateway = { kind: 'Gateway', name: 'internal', namespace: 'gateways' };
    expect(exposed(facts, { tls: Tls.gateway() })).toEqual([
      route({ ...gateway, sectionName: 'wildcard' }),
      proxyPolicy,
    ]);
  });

  test('makes a Gateway of its own', () => {
    const gateway = { kind: 'Gateway', name: 'shop-example-com' };
    expect(exposed(own, { access: Access.internet() })).toEqual([
      certificate,
      {
        apiVersion: 'gateway.networking.k8s.io/v1',
        kind: 'Gateway',
        metadata: { name: 'shop-example-com', namespace: 'shop' },
        spec: { gatewayClassName: 'internet', listeners },
      },
      route({ ...gateway, sectionName: 'https' }),
      redirect({ ...gateway, sectionName: 'http' }),
      proxyPolicy,
    ]);
  });

  test('narrows a route to source ranges where Envoy Gateway stands behind it', () => {
    const objects = exposed(own, { access: { sourceRanges: ['203.0.113.0/24', '198.51.100.7/32'] } });
    expect(objects.find(({ kind }) => kind === 'Gateway')).toMatchObject({ spec: { gatewayClassName: 'internet' } });
    expect(objects.find(({ kind }) => kind === 'SecurityPolicy')).toEqual({
      apiVersion: 'gateway.envoyproxy.io/v1alpha1',
      kind: 'SecurityPolicy',
      metadata: { name: 'api-shop-example-com', namespace: 'shop' },
      spec: {
        targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'api-shop-example-com' }],
        authorization: {
          defaultAction: 'Deny',
          rules: [
            {
              name: 'source-ranges',
              action: 'Allow',
              principal: { clientCIDRs: ['198.51.100.7/32', '203.0.113.0/24'] },
            },
          ],
        },
      },
    });
  });

  test('lets private ranges in by the internal entrance', () => {
    const objects = exposed(own, { access: { sourceRanges: ['10.8.0.0/16'] } });
    expect(objects.find(({ kind }) => kind === 'Gateway')).toMatchObject({ spec: { gatewayClassName: 'internal' } });
  });

  test('leaves headers to the application, and paths to others', () => {
    const [main] = exposed(shared, {
      tls: Tls.gateway(),
      paths: ['/api', '/health'],
      headersFromApp: ['Referrer-Policy', 'X-Frame-Options', 'Strict-Transport-Security'],
    });
    expect(main.spec.rules).toEqual([
      {
        matches: [{ path: { type: 'PathPrefix', value: '/api' } }, { path: { type: 'PathPrefix', value: '/health' } }],
        filters: [
          {
            type: 'ResponseHeaderModifier',
            responseHeaderModifier: { set: [{ name: 'X-Content-Type-Options', value: 'nosniff' }] },
          },
        ],
        backendRefs: [{ name: 'api', port: 8080 }],
      },
    ]);
    const [bare] = exposed(shared, {
      tls: Tls.gateway(),
      headersFromApp: ['Referrer-Policy', 'X-Frame-Options', 'Strict-Transport-Security', 'X-Content-Type-Options'],
    });
    expect(bare.spec.rules[0].filters).toBeUndefined();
  });
});

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
});

describe('a certificate', () => {
  test('of a Secret that is there', () => {
    const [listenerSet, ...others] = exposed(shared, { tls: Tls.secret('shop-tls') });
    expect(listenerSet.spec.listeners[0].tls.certificateRefs).toEqual([
      { group: '', kind: 'Secret', name: 'shop-tls' },
    ]);
    expect(others.map(({ kind }) => kind)).toEqual(['HTTPRoute', 'HTTPRoute', 'NetworkPolicy']);
  });

  test('of an ExternalSecret, read as the workload', () => {
    const chart = chartOf(nginx);
    const secret = new ExternalSecret(chart, 'shop-tls', {
      from: SecretProvider.vault({ server: 'https://vault.example.com' }),
      data: { 'tls.crt': { key: 'tls', property: 'crt' }, 'tls.key': { key: 'tls', property: 'key' } },
      type: 'kubernetes.io/tls',
    });
    expose(workload(chart), { host: 'shop.example.com', tls: Tls.secret(secret) });
    const [ingress] = synthesised(chart);
    expect(ingress.spec.tls).toEqual([{ hosts: ['shop.example.com'], secretName: 'shop-tls' }]);
    expect(chart.toJson().find(({ kind }) => kind === 'SecretStore')?.metadata.name).toBe('api-vault');
    expect(chart.node.findAll().flatMap((each) => each.node.validate())).toEqual([]);
  });

  test('of an issuer of the namespace', () => {
    const [made] = exposed(shared, { tls: Tls.certManager({ issuer: 'own', kind: 'Issuer' }) });
    expect(made.spec.issuerRef).toEqual({ group: 'cert-manager.io', kind: 'Issuer', name: 'own' });
  });
});

describe('several exposures', () => {
  test.each([
    {
      name: 'by a shared Gateway',
      ingress: shared,
      made: [
        'Certificate shop-example-com',
        'ListenerSet shop-example-com',
        'HTTPRoute web-shop-example-com',
        'HTTPRoute shop-example-com-redirect',
        'HTTPRoute api-shop-example-com',
      ],
    },
    {
      name: 'by ingress-nginx',
      ingress: nginx,
      made: ['Certificate shop-example-com', 'Ingress web-shop-example-com', 'Ingress api-shop-example-com'],
    },
  ])('share the certificate of one host $name', ({ ingress, made }) => {
    const chart = chartOf(ingress);
    expose(workload(chart, 'web'), { host: 'shop.example.com', tls: letsEncrypt, access: Access.internet() });
    expose(workload(chart, 'api'), {
      host: 'shop.example.com',
      tls: Tls.certManager({ issuer: 'lets-encrypt' }),
      access: Access.internet(),
      paths: ['/api'],
    });
    const objects = synthesised(chart).filter(({ kind }) => kind !== 'NetworkPolicy');
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`).sort()).toEqual([...made].sort());
  });

  test('of one workload have names of their own, however long the host', () => {
    const chart = chartOf(shared);
    const api = workload(chart);
    const long = `${'a'.repeat(60)}.${'b'.repeat(60)}.example.com`;
    expose(api, { host: 'shop.example.com', tls: letsEncrypt });
    expose(api, { host: long, tls: letsEncrypt });
    const names = synthesised(chart)
      .filter(({ kind }) => kind === 'ListenerSet')
      .map(({ metadata }) => metadata.name);
    expect(names).toEqual(['shop-example-com', `${'a'.repeat(41)}-98542c96`]);
  });

  const other = { host: 'shop.example.com', tls: letsEncrypt };
  test.each([
    {
      name: 'the same path',
      ingress: shared,
      first: other,
      second: other,
      message: 'chart/api: shop.example.com/ is exposed by chart/web. Write other paths.',
    },
    {
      name: 'another access',
      ingress: shared,
      first: other,
      second: { ...other, access: Access.internet(), paths: ['/api'] as const },
      message: 'chart/api: shop.example.com is exposed by chart/web with another access. Give both the same access.',
    },
    {
      name: 'another certificate',
      ingress: shared,
      first: other,
      second: { ...other, tls: Tls.secret('shop-tls'), paths: ['/api'] as const },
      message: 'chart/api: shop.example.com is exposed by chart/web with another certificate. Give both the same tls.',
    },
    {
      name: 'two load balancers',
      ingress: aws,
      first: { ...other, tls: Tls.acm(arn) },
      second: { ...other, tls: Tls.acm(arn), paths: ['/api'] as const },
      message:
        'chart/api: shop.example.com is exposed by chart/web, by a load balancer of its own. Expose it under a name of its own.',
    },
  ])('of one host are refused with $name', ({ ingress, first, second, message }) => {
    const chart = chartOf(ingress);
    expose(workload(chart, 'web'), first);
    expect(() => expose(workload(chart, 'api'), second)).toThrow(new Error(message));
  });

  test('of one host are refused in another namespace, but for the certificate of a shared Gateway', () => {
    const app = new App({ cluster: { ingress: shared } });
    const web = workload(new Chart(app, 'a', { namespace: 'shop' }), 'web');
    const api = workload(new Chart(app, 'b', { namespace: 'other' }), 'api');
    expose(web, other);
    expect(() => expose(api, { ...other, paths: ['/api'] })).toThrow(
      new Error(
        "b/api: shop.example.com is exposed by a/web in the namespace 'shop', which has its certificate. Expose it from there, or under a name of its own.",
      ),
    );
    expose(web, { host: 'www.example.com', tls: Tls.gateway() });
    expose(api, { host: 'www.example.com', tls: Tls.gateway(), paths: ['/api'] });
  });
});

describe('the way from the proxy', () => {
  test('is for its identity alone in a mesh', () => {
    const chart = chartOf(shared, { mesh: 'istio' });
    expose(workload(chart), { host: 'shop.example.com', tls: Tls.gateway() });
    synthesised(chart);
    const authorization = chart.toJson().find(({ kind }) => kind === 'AuthorizationPolicy');
    expect(authorization?.spec.rules).toEqual([
      {
        from: [{ source: { principals: ['cluster.local/ns/gateways/sa/envoy'] } }],
        to: [{ operation: { ports: ['8080'] } }],
      },
    ]);
  });

  test('is refused in a mesh from what has no identity there', () => {
    const api = workload(chartOf(aws, { mesh: 'istio' }));
    expect(() => expose(api, { host: 'shop.example.com', tls: Tls.acm(arn) })).toThrow(
      new Error(
        "chart/api: Peer.cidr('10.0.0.0/20') is addresses, which have no identity, and Istio lets no connection in whose client it does not know. Let them in through a gateway that is in the mesh, or keep the workload in a namespace with mesh: 'none'.",
      ),
    );
  });

  test('is to the port that is exposed, and no other', () => {
    const chart = chartOf(shared);
    const api = new Deployment(chart, 'api', {
      image: `registry.example.com/api@sha256:${'a'.repeat(64)}`,
      resources: { cpu: '100m', memory: '64Mi' },
      ports: { metrics: 9090, http: 8080 },
      probes: { readiness: Probe.http('/ready', { port: 8080 }) },
    });
    expose(api, { host: 'shop.example.com', tls: Tls.gateway(), port: 'http' });
    const [main, policy] = synthesised(chart);
    expect(main.spec.rules[0].backendRefs).toEqual([{ name: 'api', port: 8080 }]);
    expect(policy.spec.ingress).toHaveLength(1);
    expect(policy.spec.ingress[0].ports).toEqual([{ port: 8080, protocol: 'TCP' }]);
  });
});

describe('refuses', () => {
  const good = { host: 'shop.example.com', tls: letsEncrypt };
  const name =
    "Write a name with its domain in lower-case letters, without scheme, port or path, such as 'shop.example.com'.";
  const path =
    "Write letters, digits and '-._~' between slashes, with a slash in front and none at the end, such as '/api'.";
  const tls = "Write Tls.certManager({ issuer: '...' }) or Tls.secret('...')";
  test.each([
    ...[
      'localhost',
      'Shop.example.com',
      'https://shop.example.com',
      'shop.example.com:443',
      '10.0.0.1',
      'a..b',
      '',
    ].map((host) => ({
      name: `the host '${host}'`,
      ingress: shared,
      props: { ...good, host },
      message: `host is '${host}', which is no name of a host. ${name}`,
    })),
    {
      name: 'a wildcard',
      ingress: shared,
      props: { ...good, host: '*.example.com' },
      message:
        "host is '*.example.com', which is every name below another. Write one name; expose the workload once for each.",
    },
    ...['api', '/api/', '//', '/a/../b', '/a b', '/a;b', '/.', '/%2e'].map((each) => ({
      name: `the path '${each}'`,
      ingress: shared,
      props: { ...good, paths: [each] as const },
      message: `paths holds '${each}', which is no prefix of paths. ${path}`,
    })),
    {
      name: 'a port that is none',
      ingress: shared,
      props: { ...good, port: 'grpc' },
      message: "port is 'grpc', which it does not have. Write one of its ports: http.",
    },
    {
      name: 'source ranges where the Gateway API has no way to say them',
      ingress: shared,
      props: { ...good, access: { sourceRanges: ['203.0.113.0/24'] as const } },
      message:
        "access names source ranges, which the Gateway API has no way to say. Narrow the gateway itself and write access: Access.internal(), or say { implementation: 'envoy-gateway' } of a cluster that has it.",
    },
    {
      name: 'a cluster of which nothing is known',
      ingress: undefined,
      props: good,
      message:
        "the facts of the cluster do not say how traffic enters it. Say it where the app is made: new App({ cluster: { ingress: { controller: 'gateway-api', ... } } }).",
    },
    {
      name: 'an entrance that the cluster does not have',
      ingress: { controller: 'ingress-nginx' as const, internal: { ingressClass: 'internal', proxy } },
      props: { ...good, access: Access.internet() },
      message:
        "the cluster has no entrance from the internet. Give its ingress one (internet: { ... }), or choose another access: it has one for 'internal'.",
    },
    {
      name: 'a certificate of AWS at a shared Gateway',
      ingress: shared,
      props: { ...good, tls: Tls.acm(arn) },
      message: `tls is a certificate of AWS, which its entrance can't serve. ${tls}, or Tls.gateway().`,
    },
    {
      name: 'the certificate of a shared Gateway where each host has its own',
      ingress: own,
      props: { ...good, tls: Tls.gateway() },
      message: `tls is the certificate of a shared Gateway, which its entrance can't serve. ${tls}.`,
    },
    {
      name: 'the certificate of a shared Gateway at an ingress-nginx',
      ingress: nginx,
      props: { ...good, tls: Tls.gateway() },
      message: `tls is the certificate of a shared Gateway, which its entrance can't serve. ${tls}.`,
    },
    {
      name: 'a certificate in the cluster at a load balancer of AWS',
      ingress: aws,
      props: good,
      message:
        "tls is a certificate of cert-manager, which its entrance can't serve. Write Tls.acm('arn:aws:acm:...'): a load balancer of AWS takes no other.",
    },
    {
      name: 'an ARN that is none',
      ingress: aws,
      props: { ...good, tls: Tls.acm('arn:aws:iam::111122223333:server-certificate/a,b') },
      message:
        "certificateArn is 'arn:aws:iam::111122223333:server-certificate/a,b', which is no certificate of AWS. Write its ARN, such as 'arn:aws:acm:eu-west-1:111122223333:certificate/0a1b...'.",
    },
    {
      name: 'an issuer that is none',
      ingress: nginx,
      props: { ...good, tls: Tls.certManager({ issuer: 'Let’s Encrypt' }) },
      message: "issuer is 'Let’s Encrypt', which no issuer is called. Write the name of the issuer.",
    },
    {
      name: 'a Secret that is none',
      ingress: nginx,
      props: { ...good, tls: Tls.secret('') },
      message: "tls is the Secret '', which no Secret is called. Write the name of the Secret.",
    },
    {
      name: 'a Secret of another type',
      ingress: nginx,
      props: { ...good, tls: Tls.secret({ secretName: 'shop', type: 'Opaque', readFor: () => undefined }) },
      message:
        "tls is the Secret 'shop' of type 'Opaque'. Give it { type: 'kubernetes.io/tls' }, with tls.crt and tls.key.",
    },
  ])('$name', ({ ingress, props, message }) => {
    const chart = chartOf(ingress);
    expect(() => expose(workload(chart), props)).toThrow(new Error(`chart/api: ${message}`));
  });

  test('a workload with several ports, or none', () => {
    const chart = chartOf(shared);
    const image = `registry.example.com/api@sha256:${'a'.repeat(64)}` as const;
    const resources = { cpu: '100m', memory: '64Mi' };
    const probes = { readiness: Probe.tcp() };
    const several = new Deployment(chart, 'api', { image, resources, ports: { http: 8080, metrics: 9090 }, probes });
    expect(() => expose(several, good)).toThrow(
      new Error("chart/api: it has several ports (http, metrics). Write the one that is meant: port: 'http'."),
    );
    const none = new Deployment(chart, 'worker', { image, resources });
    expect(() => expose(none, good)).toThrow(
      new Error('chart/worker: it has no port of TCP to expose. Give it one: { port: 8080, probes: ... }.'),
    );
  });

  test('a host twice', () => {
    const api = workload(chartOf(shared));
    expose(api, good);
    expect(() => expose(api, { ...good, paths: ['/api'] })).toThrow(
      new Error('chart/api: it is exposed as shop.example.com twice. Give all paths at once: { paths: [...] }.'),
    );
  });

  test('too many paths', () => {
    const paths = Array.from({ length: 33 }, (_, index) => `/${index}`) as [string, ...string[]];
    expect(() => expose(workload(chartOf(shared)), { ...good, paths })).toThrow(
      new Error('chart/api: paths holds 33 paths. Write 1 to 32 of them, or leave it out.'),
    );
  });
});
