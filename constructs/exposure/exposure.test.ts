import { describe, expect, test } from '@jest/globals';
import { Deployment, Probe } from '../workload';
import { Access } from './access';
import { expose } from './exposure';
import { arn, aws, chartOf, letsEncrypt, nginx, own, proxy, shared, synthesised, workload } from './testing/fixtures';
import { Tls } from './tls';

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
      message: `paths holds '${each}', which is no path. ${path}`,
    })),
    {
      name: 'a health path with a query',
      ingress: aws,
      props: { host: 'shop.example.com', tls: Tls.acm(arn), healthPath: '/health?full' },
      message: `healthPath is '/health?full', which is no path. ${path}`,
    },
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
