import { describe, expect, test } from '@jest/globals';
import { allowFrom, allowFromIngress, allowTo, connect, Peer } from '../network';
import { Server, Shop } from '../network/testing/shop';
import { modelErrors } from '../testing/model-errors';

const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: 'TCP' }));
const selector = (name: string) => ({ matchLabels: { 'app.kubernetes.io/name': name } });

describe('a namespace in Istio', () => {
  test('is in the ambient mode, takes mutual TLS alone, and lets nobody in by default', () => {
    const shop = new Shop({ mesh: 'istio' });
    const namespace = shop.objects().find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === 'shop');
    expect(namespace?.metadata.labels).toMatchObject({ 'istio.io/dataplane-mode': 'ambient' });
    expect(shop.spec('PeerAuthentication', 'default')).toEqual({ mtls: { mode: 'STRICT' } });
    expect(shop.spec('AuthorizationPolicy', 'allow-nothing')).toEqual({});
    expect(shop.spec('NetworkPolicy', 'allow-mesh')).toEqual({
      podSelector: {},
      policyTypes: ['Ingress'],
      ingress: [
        {
          from: [
            { ipBlock: { cidr: '169.254.7.127/32' } },
            { ipBlock: { cidr: 'fd16:9254:7127:1337:ffff:ffff:ffff:ffff/128' } },
          ],
        },
      ],
    });
    expect(modelErrors(shop.objects())).toEqual([]);
    expect(shop.findings()).toEqual([]);
  });

  test('may be the only one, or the only one that is not', () => {
    const one = new Shop({}, { mesh: 'istio' });
    expect([one.shop.mesh, one.bank.mesh]).toEqual(['istio', undefined]);
    expect(one.names('PeerAuthentication')).toEqual(['shop/default']);
    const others = new Shop({ mesh: 'istio' }, { mesh: 'none' });
    expect([others.shop.mesh, others.bank.mesh]).toEqual([undefined, 'istio']);
    expect(others.names('PeerAuthentication')).toEqual(['bank/default']);
  });
});

describe('a workload in Istio', () => {
  test('lets in the service accounts of its clients, each on its ports', () => {
    const shop = new Shop({ mesh: 'istio' });
    const api = new Server(shop.shop, 'api', [8080, 9090]);
    allowFrom(api, new Server(shop.shop, 'web'), { ports: [8080] });
    allowFrom(api, new Server(shop.bank, 'ledger'), { ports: [8080] });
    const labels = { 'app.kubernetes.io/name': 'prometheus' };
    allowFrom(api, Peer.pods({ namespace: 'monitoring', labels, serviceAccount: 'prometheus' }), { ports: [9090] });
    expect(shop.spec('AuthorizationPolicy', 'api')).toEqual({
      selector: selector('api'),
      action: 'ALLOW',
      rules: [
        {
          from: [{ source: { principals: ['cluster.local/ns/bank/sa/ledger', 'cluster.local/ns/shop/sa/web'] } }],
          to: [{ operation: { ports: ['8080'] } }],
        },
        {
          from: [{ source: { principals: ['cluster.local/ns/monitoring/sa/prometheus'] } }],
          to: [{ operation: { ports: ['9090'] } }],
        },
      ],
    });
    expect(modelErrors(shop.objects())).toEqual([]);
    expect(shop.findings()).toEqual([]);
  });

  test('has network policies that let the tunnel through, beside the ports', () => {
    const shop = new Shop({ mesh: 'istio' });
    const web = new Server(shop.shop, 'web');
    const api = new Server(shop.shop, 'api');
    allowTo(web, api);
    allowTo(web, Peer.cidr('10.1.0.0/16', { ports: [5432] }));
    allowTo(web, Peer.pods({ namespace: 'legacy', labels: { app: 'mail' }, ports: [25] }));
    allowTo(web, Peer.pods({ namespace: 'shared', labels: { app: 'cache' }, ports: [6379], serviceAccount: 'cache' }));
    expect(shop.spec('NetworkPolicy', 'api')).toMatchObject({
      ingress: [{ from: [{ podSelector: selector('web') }], ports: tcp(8080, 15008) }],
    });
    expect(shop.spec('NetworkPolicy', 'web')).toMatchObject({
      egress: [
        { to: [{ podSelector: { matchLabels: { app: 'mail' } } }], ports: tcp(25) },
        { to: [{ ipBlock: { cidr: '10.1.0.0/16' } }], ports: tcp(5432) },
        { to: [{ podSelector: { matchLabels: { app: 'cache' } } }], ports: tcp(6379, 15008) },
        { to: [{ podSelector: selector('api') }], ports: tcp(8080, 15008) },
      ],
    });
    expect(shop.names('AuthorizationPolicy')).toEqual(['shop/allow-nothing', 'shop/api', 'bank/allow-nothing']);
    expect(shop.findings()).toEqual([]);
  });

  test('lets its own replicas in', () => {
    const shop = new Shop({ mesh: 'istio' });
    const queue = new Server(shop.shop, 'queue', [4369]);
    connect(queue, queue);
    expect(shop.spec('AuthorizationPolicy', 'queue')).toMatchObject({
      rules: [
        {
          from: [{ source: { principals: ['cluster.local/ns/shop/sa/queue'] } }],
          to: [{ operation: { ports: ['4369'] } }],
        },
      ],
    });
  });

  test('lets a gateway in by its service account', () => {
    const shop = new Shop({ mesh: 'istio' });
    const labels = { 'gateway.networking.k8s.io/gateway-name': 'public' };
    const gateway = Peer.pods({ namespace: 'gateways', labels, serviceAccount: 'public-istio' });
    allowFromIngress(new Server(shop.shop, 'web'), gateway);
    expect(shop.spec('AuthorizationPolicy', 'web')).toMatchObject({
      rules: [{ from: [{ source: { principals: ['cluster.local/ns/gateways/sa/public-istio'] } }] }],
    });
  });

  test('leaves UDP to network policies', () => {
    const shop = new Shop({ mesh: 'istio' });
    const names = new Server(shop.shop, 'names', ['53/UDP']);
    allowFrom(names, Peer.cidr('10.1.0.0/16'));
    allowFrom(names, new Server(shop.shop, 'web'));
    expect(shop.names('AuthorizationPolicy')).not.toContain('shop/names');
    expect(shop.spec('NetworkPolicy', 'names')).toMatchObject({
      ingress: [
        {
          from: [{ ipBlock: { cidr: '10.1.0.0/16' } }, { podSelector: selector('web') }],
          ports: [{ port: 53, protocol: 'UDP' }],
        },
      ],
    });
  });
});
