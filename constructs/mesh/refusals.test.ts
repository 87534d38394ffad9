import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import type { ClusterFacts, Mesh } from '../cluster';
import { allowFrom, Peer } from '../network';
import { Server, Shop } from '../network/testing/shop';
import { App } from '../synth/app';

const monitoring = { namespace: 'monitoring', labels: { app: 'prometheus' } };
const of: Record<Mesh, Partial<ClusterFacts>> = {
  istio: { mesh: 'istio' },
  linkerd: { mesh: 'linkerd' },
  cilium: { mesh: 'cilium', cni: 'cilium' },
};

test.each<[Mesh, string]>([
  ['istio', 'Istio'],
  ['linkerd', 'Linkerd'],
  ['cilium', 'Cilium'],
])('addresses have no identity for %s', (mesh, name) => {
  const shop = new Shop(of[mesh]);
  expect(() => allowFrom(new Server(shop.shop, 'api'), Peer.cidr('10.1.0.0/16'))).toThrow(
    new Error(
      `test/shop/api: Peer.cidr('10.1.0.0/16') is addresses, which have no identity, and ${name} lets no connection in whose client it does not know. Let them in through a gateway that is in the mesh, or keep the workload in a namespace with mesh: 'none'.`,
    ),
  );
});

test.each<[Mesh, string]>([
  ['istio', 'Istio'],
  ['linkerd', 'Linkerd'],
])('pods are known to %s by their service account', (mesh, name) => {
  const shop = new Shop(of[mesh]);
  expect(() => allowFrom(new Server(shop.shop, 'api'), Peer.pods(monitoring))).toThrow(
    new Error(
      `test/shop/api: Peer.pods in 'monitoring' names no service account, and ${name} lets no connection in whose client it does not know. Write the one that its pods run as, such as { serviceAccount: 'prometheus' }; the pods must be in the mesh too.`,
    ),
  );
});

test.each<['none' | Mesh, string]>([
  ['none', 'is in no mesh'],
  ['linkerd', `is in the mesh 'linkerd'`],
])('workloads of one mesh do not know those of another: %s', (mesh, where) => {
  const shop = new Shop(of.istio, { mesh });
  expect(() => allowFrom(new Server(shop.bank, 'ledger'), new Server(shop.shop, 'web'))).toThrow(
    new Error(
      `test/bank/ledger: test/shop/web ${where}, and Istio lets no connection in whose client it does not know. Put both namespaces in one mesh.`,
    ),
  );
});

test('a workload in no mesh may be connected to from one', () => {
  const shop = new Shop(of.istio, { mesh: 'none' });
  allowFrom(new Server(shop.shop, 'legacy'), new Server(shop.bank, 'ledger'));
  expect(shop.spec('NetworkPolicy', 'legacy')).toMatchObject({
    ingress: [{ ports: [{ port: 8080, protocol: 'TCP' }] }],
  });
  expect(shop.names('AuthorizationPolicy')).toEqual(['bank/allow-nothing']);
});

const needsCilium =
  `the mesh is 'cilium', and what enforces network policies in the cluster is 'calico'. ` +
  `Write { cni: 'cilium' } among the facts of the cluster where it is so, or another mesh.`;

test(`Cilium's authentication needs Cilium`, () => {
  expect(() => new Shop({ mesh: 'cilium', cni: 'calico' })).toThrow(new Error(`test/shop: ${needsCilium}`));
  const chart = new Chart(new App({ cluster: { mesh: 'cilium', cni: 'calico' } }), 'test', { namespace: 'shop' });
  const api = new Server(chart, 'api');
  expect(() => allowFrom(api, api)).toThrow(new Error(`test/api: ${needsCilium}`));
});
