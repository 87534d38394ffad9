import { describe, expect, test } from '@jest/globals';
import { modelErrors } from '../testing/model-errors';
import { allowTo, allowToApiServer, allowToDomain, connectionsOf } from '.';
import { Server, Shop } from './testing/shop';

const selector = { matchLabels: { 'k8s:app.kubernetes.io/name': 'api' } };
const closed = {
  podSelector: { matchLabels: { 'app.kubernetes.io/name': 'api' } },
  policyTypes: ['Ingress', 'Egress'],
};
const dns = {
  toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s:k8s-app': 'kube-dns' } }],
  toPorts: [
    {
      ports: [
        { port: '53', protocol: 'UDP' },
        { port: '53', protocol: 'TCP' },
      ],
      rules: { dns: [{ matchPattern: '*' }] },
    },
  ],
};

describe('with Cilium', () => {
  test('domains are let out to by name, after the DNS that tells their addresses', () => {
    const shop = new Shop({ cni: 'cilium' });
    const api = new Server(shop.shop, 'api');
    allowToDomain(api, 'hooks.example.com');
    allowToDomain(api, '*.example.org', { port: 8443 });
    allowToDomain(api, 'api.example.com');
    allowToDomain(api, 'api.example.com');
    allowToDomain(api, 'time.example.net', { port: 123, protocol: 'UDP' });
    expect(shop.spec('CiliumNetworkPolicy', 'api')).toEqual({
      endpointSelector: selector,
      egress: [
        dns,
        { toFQDNs: [{ matchName: 'time.example.net' }], toPorts: [{ ports: [{ port: '123', protocol: 'UDP' }] }] },
        {
          toFQDNs: [{ matchName: 'api.example.com' }, { matchName: 'hooks.example.com' }],
          toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }],
        },
        { toFQDNs: [{ matchPattern: '*.example.org' }], toPorts: [{ ports: [{ port: '8443', protocol: 'TCP' }] }] },
      ],
      egressDeny: [{ toCIDR: ['169.254.169.254/32', 'fd00:ec2::254/128'] }],
    });
    expect(shop.spec('NetworkPolicy', 'api')).toEqual(closed);
    expect(modelErrors(shop.objects())).toEqual([]);
    expect(shop.findings()).toEqual([]);
    expect(connectionsOf(api).map(({ to }) => 'domain' in to && to.domain)).toEqual([
      'hooks.example.com',
      '*.example.org',
      'api.example.com',
      'time.example.net',
    ]);
  });

  test('the API server is known by itself', () => {
    const shop = new Shop({ cni: 'cilium' });
    allowToApiServer(new Server(shop.shop, 'api'));
    expect(shop.spec('CiliumNetworkPolicy', 'api')).toEqual({
      endpointSelector: selector,
      egress: [
        {
          toEntities: ['kube-apiserver'],
          toPorts: [
            {
              ports: [
                { port: '443', protocol: 'TCP' },
                { port: '6443', protocol: 'TCP' },
              ],
            },
          ],
        },
      ],
    });
    expect(modelErrors(shop.objects())).toEqual([]);
    expect(shop.findings()).toEqual([]);
  });

  test('a workload without either has a plain NetworkPolicy alone', () => {
    const shop = new Shop({ cni: 'cilium' });
    allowTo(new Server(shop.shop, 'api'), new Server(shop.shop, 'db', [5432]));
    expect(shop.names('CiliumNetworkPolicy')).toEqual([]);
  });
});

describe('with Calico', () => {
  test('domains stand in sets, which let nothing out where they are not understood', () => {
    const shop = new Shop({ cni: 'calico' });
    const api = new Server(shop.shop, 'api');
    allowToDomain(api, '*.example.org');
    allowToDomain(api, 'api.example.com');
    allowToDomain(api, 'api.example.com', { port: 8443 });
    expect(shop.spec('NetworkPolicy', 'api-domains')).toEqual({
      selector: `app.kubernetes.io/name == 'api'`,
      types: ['Egress'],
      egress: [
        { action: 'Deny', destination: { nets: ['169.254.169.254/32'] } },
        { action: 'Deny', destination: { nets: ['fd00:ec2::254/128'] } },
        {
          action: 'Allow',
          protocol: 'TCP',
          destination: {
            selector: `palisade.dev/domains-of == 'api' && palisade.dev/domains-port == 'tcp-443'`,
            ports: [443],
          },
        },
        {
          action: 'Allow',
          protocol: 'TCP',
          destination: {
            selector: `palisade.dev/domains-of == 'api' && palisade.dev/domains-port == 'tcp-8443'`,
            ports: [8443],
          },
        },
      ],
    });
    expect(shop.objects().filter(({ kind }) => kind === 'NetworkSet')).toEqual([
      {
        apiVersion: 'projectcalico.org/v3',
        kind: 'NetworkSet',
        metadata: {
          name: 'api-tcp-443',
          namespace: 'shop',
          labels: { 'palisade.dev/domains-of': 'api', 'palisade.dev/domains-port': 'tcp-443' },
        },
        spec: { allowedEgressDomains: ['*.example.org', 'api.example.com'] },
      },
      {
        apiVersion: 'projectcalico.org/v3',
        kind: 'NetworkSet',
        metadata: {
          name: 'api-tcp-8443',
          namespace: 'shop',
          labels: { 'palisade.dev/domains-of': 'api', 'palisade.dev/domains-port': 'tcp-8443' },
        },
        spec: { allowedEgressDomains: ['api.example.com'] },
      },
    ]);
    expect(shop.spec('NetworkPolicy', 'api')).toEqual(closed);
    expect(shop.findings()).toEqual([]);
  });
});

test('without either, domains are refused', () => {
  const shop = new Shop();
  const api = new Server(shop.shop, 'api');
  expect(() => allowToDomain(api, 'api.example.com')).toThrow(
    new Error(
      `test/shop/api: it connects to the domain 'api.example.com', and a Kubernetes NetworkPolicy knows no names. Name the addresses: allowTo(Peer.cidr('203.0.113.0/24', { ports: [443] })); or say what enforces policies, where it knows names: new App({ cluster: { cni: 'cilium' } }).`,
    ),
  );
});

describe('a domain is refused', () => {
  const noPlace =
    'which names no place. Write a name of at least two labels in lower case, such as api.example.com, or one with a first label of any name, such as *.example.com';
  const inside = 'which is inside of the cluster. Declare the connection with allowTo, to a workload or to Peer.pods';
  const metadata = `which is or holds the cloud's metadata service. Write the names that are meant, and give the workload its rights by a cloud identity`;
  test.each<[string, string]>([
    ['*', noPlace],
    ['', noPlace],
    ['com', noPlace],
    ['*.com', noPlace],
    ['**.example.com', noPlace],
    ['api.*.com', noPlace],
    ['a*.example.com', noPlace],
    ['.example.com', noPlace],
    ['example.com.', noPlace],
    ['API.example.com', noPlace],
    ['https://example.com', noPlace],
    ['example.com:443', noPlace],
    ['-a.example.com', noPlace],
    [`${'a'.repeat(64)}.example.com`, noPlace],
    [`${'a.'.repeat(122)}example.com`, noPlace],
    ['db.shop.svc', inside],
    ['db.shop.svc.cluster.local', inside],
    ['*.svc.cluster.local', inside],
    ['metadata.google.internal', metadata],
    ['*.google.internal', metadata],
    ['*.ec2.internal', metadata],
  ])('%j', (domain, message) => {
    const shop = new Shop({ cni: 'cilium' });
    const api = new Server(shop.shop, 'api');
    expect(() => allowToDomain(api, domain)).toThrow(
      new Error(`test/shop/api: the domain is '${domain}', ${message}.`),
    );
  });

  test.each([
    ['10.1.2.3', '/32'],
    ['2001:db8::1', '/128'],
  ])('%s is an address', (address, length) => {
    const shop = new Shop({ cni: 'cilium' });
    const api = new Server(shop.shop, 'api');
    expect(() => allowToDomain(api, address)).toThrow(
      new Error(
        `test/shop/api: the domain is '${address}', which is an address. Write allowTo(Peer.cidr('${address}${length}', { ports: [443] })).`,
      ),
    );
  });

  test('on a port that is none', () => {
    const shop = new Shop({ cni: 'cilium' });
    const api = new Server(shop.shop, 'api');
    expect(() => allowToDomain(api, 'example.com', { port: 70000 })).toThrow(
      new Error('test/shop/api: port is 70000. Write a whole number from 1 to 65535.'),
    );
  });
});
