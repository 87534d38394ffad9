import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { ExternalSecret, SecretProvider } from '../secrets';
import { App } from '../synth/app';
import { Access } from './access';
import { expose } from './exposure';
import { arn, aws, chartOf, exposed, letsEncrypt, nginx, shared, synthesised, workload } from './testing/fixtures';
import { Tls } from './tls';

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
