import { describe, expect, test } from '@jest/globals';
import { allowFrom, Peer } from '../network';
import { Server, Shop } from '../network/testing/shop';

const controlPlane = (component: string, ...ports: number[]) => ({
  to: [
    {
      namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'linkerd' } },
      podSelector: { matchLabels: { 'linkerd.io/control-plane-component': component } },
    },
  ],
  ports: ports.map((port) => ({ port, protocol: 'TCP' })),
});

describe('in Linkerd', () => {
  test('a namespace has proxies that let nobody in by default and reach the control plane', () => {
    const shop = new Shop({ mesh: 'linkerd' });
    const namespace = shop.objects().find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === 'shop');
    expect(namespace?.metadata.annotations).toEqual({
      'config.linkerd.io/default-inbound-policy': 'deny',
      'linkerd.io/inject': 'enabled',
    });
    expect(shop.spec('NetworkPolicy', 'allow-mesh')).toEqual({
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [controlPlane('destination', 8086, 8090), controlPlane('identity', 8080)],
    });
    expect(shop.findings()).toEqual([]);
  });

  test('each port of a workload lets in the service accounts of its clients', () => {
    const shop = new Shop({ mesh: 'linkerd' });
    const api = new Server(shop.shop, 'api', [8080, 9090, '53/UDP']);
    allowFrom(api, new Server(shop.shop, 'web'), { ports: [8080, 53] });
    allowFrom(api, new Server(shop.bank, 'ledger'));
    allowFrom(
      api,
      Peer.pods({ namespace: 'monitoring', labels: { app: 'prometheus' }, serviceAccount: 'prometheus' }),
      { ports: [9090] },
    );
    const made = shop.objects().filter(({ apiVersion }) => apiVersion.startsWith('policy.linkerd.io/'));
    const port = (number: number, identityRefs: object[]) => {
      const metadata = { name: `api-${number}`, namespace: 'shop' };
      const ref = { group: 'policy.linkerd.io', name: `api-${number}` };
      return [
        {
          apiVersion: 'policy.linkerd.io/v1beta3',
          kind: 'Server',
          metadata,
          spec: {
            podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
            port: number,
            proxyProtocol: 'unknown',
            accessPolicy: 'deny',
          },
        },
        { apiVersion: 'policy.linkerd.io/v1alpha1', kind: 'MeshTLSAuthentication', metadata, spec: { identityRefs } },
        {
          apiVersion: 'policy.linkerd.io/v1alpha1',
          kind: 'AuthorizationPolicy',
          metadata,
          spec: {
            targetRef: { ...ref, kind: 'Server' },
            requiredAuthenticationRefs: [{ ...ref, kind: 'MeshTLSAuthentication' }],
          },
        },
      ];
    };
    const account = (namespace: string, name: string) => ({ kind: 'ServiceAccount', name, namespace });
    expect(made).toEqual([
      ...port(8080, [account('bank', 'ledger'), account('shop', 'web')]),
      ...port(9090, [account('bank', 'ledger'), account('monitoring', 'prometheus')]),
    ]);
    expect(shop.findings()).toEqual([]);
  });

  test('network policies let the proxies through, both ways', () => {
    const shop = new Shop({ mesh: 'linkerd' });
    allowFrom(new Server(shop.shop, 'api'), new Server(shop.shop, 'web'));
    const ports = [4143, 8080].map((port) => ({ port, protocol: 'TCP' }));
    expect(shop.spec('NetworkPolicy', 'api')).toMatchObject({ ingress: [{ ports }] });
    expect(shop.spec('NetworkPolicy', 'web')).toMatchObject({ egress: [{ ports }] });
  });
});
