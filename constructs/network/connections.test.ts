import { describe, expect, test } from '@jest/globals';
import { App, Chart } from 'cdk8s';
import { allowFrom, allowFromIngress, allowTo, allowToApiServer, connect, connectionsOf, Peer } from '.';
import { Server, Shop } from './testing/shop';

const pods = (name: string) => ({ podSelector: { matchLabels: { 'app.kubernetes.io/name': name } } });
const podsIn = (namespace: string, name: string) => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
  ...pods(name),
});
const tcp = (...ports: number[]) => ports.map((port) => ({ port, protocol: 'TCP' }));

describe('a connection between workloads', () => {
  test('is let out on one side and in on the other, on the ports of the one connected to', () => {
    const shop = new Shop();
    const web = new Server(shop.shop, 'web', [8443]);
    const api = new Server(shop.shop, 'api', [8080, 9090]);
    allowTo(web, api);
    expect(shop.spec('NetworkPolicy', 'web')).toEqual({
      ...pods('web'),
      policyTypes: ['Ingress', 'Egress'],
      egress: [{ to: [pods('api')], ports: tcp(8080, 9090) }],
    });
    expect(shop.spec('NetworkPolicy', 'api')).toEqual({
      ...pods('api'),
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [pods('web')], ports: tcp(8080, 9090) }],
    });
    expect(shop.findings()).toEqual([]);
  });

  test('names the namespace where the other end stands in another', () => {
    const shop = new Shop();
    const web = new Server(shop.shop, 'web');
    const ledger = new Server(shop.bank, 'ledger', [5432]);
    allowFrom(ledger, web);
    expect(shop.spec('NetworkPolicy', 'web')).toMatchObject({
      egress: [{ to: [podsIn('bank', 'ledger')], ports: tcp(5432) }],
    });
    expect(shop.spec('NetworkPolicy', 'ledger', 'bank')).toMatchObject({
      ingress: [{ from: [podsIn('shop', 'web')], ports: tcp(5432) }],
    });
    expect(shop.findings()).toEqual([]);
  });

  test('is for the chosen ports alone', () => {
    const shop = new Shop();
    const api = new Server(shop.shop, 'api', [8080, 9090]);
    allowFrom(api, new Server(shop.shop, 'web'), { ports: [9090] });
    expect(shop.spec('NetworkPolicy', 'api')).toMatchObject({ ingress: [{ from: [pods('web')], ports: tcp(9090) }] });
  });

  test('has both protocols of a number', () => {
    const shop = new Shop();
    const web = new Server(shop.shop, 'web');
    allowTo(web, new Server(shop.shop, 'names', ['53/UDP', '53/TCP', 9153]), { ports: [53] });
    expect(shop.spec('NetworkPolicy', 'web')).toMatchObject({
      egress: [
        {
          to: [pods('names')],
          ports: [
            { port: 53, protocol: 'TCP' },
            { port: 53, protocol: 'UDP' },
          ],
        },
      ],
    });
  });

  test('lets the replicas of a workload talk to each other', () => {
    const shop = new Shop();
    const queue = new Server(shop.shop, 'queue', [4369]);
    connect(queue, queue);
    expect(shop.spec('NetworkPolicy', 'queue')).toEqual({
      ...pods('queue'),
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [pods('queue')], ports: tcp(4369) }],
      egress: [{ to: [pods('queue')], ports: tcp(4369) }],
    });
    expect(connectionsOf(queue)).toEqual([{ from: queue, to: queue, ports: [{ number: 4369, protocol: 'TCP' }] }]);
  });

  test('holds once however often, and from whichever side, it is declared; ports add up', () => {
    const shop = new Shop();
    const web = new Server(shop.shop, 'web');
    const api = new Server(shop.shop, 'api', [8080, 9090]);
    allowTo(web, api, { ports: [9090] });
    allowFrom(api, web, { ports: [8080] });
    allowTo(web, api, { ports: [9090] });
    expect(shop.spec('NetworkPolicy', 'api')).toMatchObject({
      ingress: [{ from: [pods('web')], ports: tcp(8080, 9090) }],
    });
    expect(connectionsOf(web)).toHaveLength(1);
    expect(shop.names('NetworkPolicy').sort()).toEqual([
      'bank/allow-dns',
      'bank/default-deny',
      'shop/allow-dns',
      'shop/api',
      'shop/default-deny',
      'shop/web',
    ]);
  });

  test('makes no policy before it is declared', () => {
    const shop = new Shop();
    const web = new Server(shop.shop, 'web');
    expect(shop.names('NetworkPolicy')).not.toContain('shop/web');
    expect(connectionsOf(web)).toEqual([]);
  });

  test('stands in an order that does not depend on that of the declarations', () => {
    const specs = [
      ['a', 'b', 'c'],
      ['c', 'a', 'b'],
    ].map((order) => {
      const shop = new Shop();
      const api = new Server(shop.shop, 'api', [8080, 9090]);
      for (const name of order) {
        allowFrom(api, new Server(shop.shop, name), name === 'b' ? {} : { ports: [8080] });
      }
      return shop.spec('NetworkPolicy', 'api');
    });
    expect(specs[0]).toMatchObject({
      ingress: [
        { from: [pods('a'), pods('c')], ports: tcp(8080) },
        { from: [pods('b')], ports: tcp(8080, 9090) },
      ],
    });
    expect(JSON.stringify(specs[1])).toBe(JSON.stringify(specs[0]));
  });

  test('works in a chart that names its namespace', () => {
    const chart = new Chart(new App(), 'test', { namespace: 'shop' });
    allowTo(new Server(chart, 'web'), new Server(chart, 'api'));
    expect(chart.toJson().map(({ metadata }) => metadata)).toEqual([
      { name: 'web', namespace: 'shop' },
      { name: 'api', namespace: 'shop' },
    ]);
  });
});

describe('a connection with a peer', () => {
  test('is made on our side alone', () => {
    const shop = new Shop();
    const api = new Server(shop.shop, 'api', [8080, 9090]);
    const labels = { 'app.kubernetes.io/name': 'prometheus', 'app.kubernetes.io/component': 'server' };
    allowFrom(api, Peer.pods({ namespace: 'monitoring', labels }), { ports: [9090] });
    allowTo(api, Peer.cidr('10.1.0.0/16', { ports: [5432] }));
    allowTo(api, Peer.cidr('2001:db8::/32', { ports: [5432], except: ['2001:db8:1::/48'] }));
    expect(shop.spec('NetworkPolicy', 'api')).toEqual({
      ...pods('api'),
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'monitoring' } },
              podSelector: { matchLabels: labels },
            },
          ],
          ports: tcp(9090),
        },
      ],
      egress: [
        {
          to: [
            { ipBlock: { cidr: '10.1.0.0/16' } },
            { ipBlock: { cidr: '2001:db8::/32', except: ['2001:db8:1::/48'] } },
          ],
          ports: tcp(5432),
        },
      ],
    });
    expect(shop.findings()).toEqual([]);
  });

  test('is one where two peers are written the same', () => {
    const shop = new Shop();
    const api = new Server(shop.shop, 'api');
    const labels = { app: 'cache' };
    allowTo(api, Peer.pods({ namespace: 'shared', labels, ports: [6379] }));
    allowTo(api, Peer.pods({ namespace: 'shared', labels, ports: [6380], serviceAccount: 'cache' }));
    expect(shop.spec('NetworkPolicy', 'api')).toMatchObject({
      egress: [{ to: [{ podSelector: { matchLabels: labels } }], ports: tcp(6379, 6380) }],
    });
  });

  test('lets in a gateway, and a load balancer that connects to pods itself', () => {
    const shop = new Shop();
    const web = new Server(shop.shop, 'web');
    allowFromIngress(web, Peer.pods({ namespace: 'ingress-nginx', labels: { app: 'controller' } }));
    allowFromIngress(web, Peer.cidr('10.0.8.0/21'));
    expect(shop.spec('NetworkPolicy', 'web')).toMatchObject({
      ingress: [
        {
          from: [
            { ipBlock: { cidr: '10.0.8.0/21' } },
            {
              namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } },
              podSelector: { matchLabels: { app: 'controller' } },
            },
          ],
          ports: tcp(8080),
        },
      ],
    });
    expect(shop.findings()).toEqual([]);
  });
});

describe('the API server', () => {
  test('is let out to at the addresses of the cluster', () => {
    const shop = new Shop({ apiServerCidrs: ['10.0.0.0/28', '10.0.1.0/28'] });
    allowToApiServer(new Server(shop.shop, 'operator'));
    expect(shop.spec('NetworkPolicy', 'operator')).toMatchObject({
      egress: [
        {
          to: [{ ipBlock: { cidr: '10.0.0.0/28' } }, { ipBlock: { cidr: '10.0.1.0/28' } }],
          ports: tcp(443, 6443),
        },
      ],
    });
    expect(shop.findings()).toEqual([]);
  });

  test('must be known', () => {
    const shop = new Shop();
    expect(() => allowToApiServer(new Server(shop.shop, 'operator'))).toThrow(
      `test/shop/operator: it connects to the API server, whose addresses are not known. Name them: new App({ cluster: { apiServerCidrs: ['10.0.0.0/28'] } }); 'kubectl get endpointslices kubernetes' shows them.`,
    );
  });
});

describe('a connection is refused', () => {
  const refused: Record<string, [(shop: Shop, api: Server) => void, string]> = {
    'on a port that is not there': [
      (shop, api) => allowTo(new Server(shop.shop, 'web'), api, { ports: [8080, 8081] }),
      'test/shop/web: test/shop/api has no port 8081. Write one or more of its ports (8080, 9090), or leave ports out for all of them.',
    ],
    'on no ports': [
      (shop, api) => allowTo(new Server(shop.shop, 'web'), api, { ports: [] }),
      'test/shop/web: ports is empty. Write one or more of its ports (8080, 9090), or leave ports out for all of them.',
    ],
    'to a workload that serves nothing': [
      (shop, api) => allowTo(api, new Server(shop.shop, 'import', [])),
      'test/shop/api: test/shop/import has no ports to connect to. Give it a port, or declare the connection in the direction in which it is opened.',
    ],
    'to a peer without ports': [
      (_, api) => allowTo(api, Peer.cidr('10.1.0.0/16')),
      `test/shop/api: Peer.cidr('10.1.0.0/16') has no ports to connect to. Name them: { ports: [5432] }.`,
    ],
    'between two peers': [
      () => connect(Peer.cidr('10.1.0.0/16'), Peer.pods({ namespace: 'x', labels: { app: 'x' }, ports: [1] })),
      `Peer.cidr('10.1.0.0/16'): neither it nor Peer.pods in 'x' is a workload of this app. Connect a workload with one of them.`,
    ],
    'of a workload that is named as a policy of its namespace': [
      (shop, api) => allowTo(new Server(shop.shop, 'allow-dns'), api),
      `test/shop/allow-dns: a policy of the namespace is named 'allow-dns' too. Give the workload another name.`,
    ],
  };
  test.each(Object.entries(refused))('%s', (_, [declare, message]) => {
    const shop = new Shop();
    const api = new Server(shop.shop, 'api', [8080, 9090]);
    expect(() => declare(shop, api)).toThrow(new Error(message));
  });
});
