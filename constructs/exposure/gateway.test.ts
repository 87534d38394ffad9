import { describe, expect, test } from '@jest/globals';
import { Access } from './access';
import type { GatewayApi } from './entrances';
import { certificate, exposed, own, proxy, proxyPolicy, shared } from './testing/fixtures';
import { Tls } from './tls';

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
        mergeType: 'StrategicMerge',
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
