import { describe, expect, test } from '@jest/globals';
import type { ClusterFacts } from '../cluster';
import { type PlainObject, Reachability } from '../reachability';
import { randomBy } from '../reachability/testing/random-cluster';
import { connect, Peer } from '.';
import { Server, Shop } from './testing/shop';

const graphs = 60;
const seed = Number(process.env.PALISADE_SEED ?? 20260101);

/** The workload as its pods run it. */
function podsOf({ name, namespace, podLabels, ports, serviceAccountName }: Server): PlainObject {
  const containers = [
    { name, ports: ports.map((port) => ({ name: port.name, containerPort: port.number, protocol: port.protocol })) },
  ];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: { template: { metadata: { labels: podLabels }, spec: { serviceAccountName, containers } } },
  };
}

/** A graph by chance: what was declared, and what the model finds open, as `from > to TCP 8080`. */
function graph(cluster: Partial<ClusterFacts>, random: (bound: number) => number) {
  const some = <Item>(items: readonly Item[]): Item[] => items.filter(() => random(2) === 0);
  const shop = new Shop(cluster);
  const servers = Array.from({ length: 2 + random(7) }, (_, index) => {
    const ports = some([8080, 9090, '53/UDP', '53/TCP', 5432] as const);
    // The same names in both namespaces: labels alone do not tell who is who.
    return new Server(index % 2 === 0 ? shop.shop : shop.bank, `server-${Math.floor(index / 2)}`, ports);
  });
  const one = () => servers[random(servers.length)] as Server;
  const declared = new Set<string>();
  for (let count = random(12); count > 0; count--) {
    const [from, to] = [one(), one()];
    const ports = [...new Set(some(to.ports.map(({ number }) => number)))];
    if (ports.length === 0) continue;
    connect(from, to, { ports });
    for (const { number, protocol } of to.ports) {
      if (ports.includes(number)) declared.add(`${text(from)} > ${text(to)} ${protocol} ${number}`);
    }
  }
  for (const server of some(servers.filter(({ ports }) => ports.length > 0))) {
    connect(server, Peer.cidr('203.0.113.0/24', { ports: [443] }));
  }
  const model = new Reachability([...shop.objects(), ...servers.map(podsOf)] as PlainObject[]);
  const open = new Set<string>();
  for (const { from, to, ports } of model.connections()) {
    for (const protocol of ['TCP', 'UDP', 'SCTP'] as const) {
      for (const [first, last] of ports[protocol]) {
        open.add(`${text(from)} > ${text(to)} ${protocol} ${first === last ? first : `${first}-${last}`}`);
      }
    }
  }
  const inMesh = model.workloads.every((workload) => model.isInMesh(workload));
  return { declared: [...declared].sort(), open: [...open].sort(), leftOut: model.leftOut, inMesh };
}

function text({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return `${namespace}/${name}`;
}

describe('exactly the declared connections are open', () => {
  test.each<[string, Partial<ClusterFacts>]>([
    ['by NetworkPolicy', {}],
    ['by NetworkPolicy and Istio', { mesh: 'istio' }],
    ['by Cilium with mutual authentication', { cni: 'cilium', mesh: 'cilium' }],
  ])('%s', (_, cluster) => {
    let total = 0;
    for (let index = 0; index < graphs; index++) {
      const { declared, ...found } = graph(cluster, randomBy(seed + index));
      const inMesh = cluster.mesh === 'istio';
      expect({ seed: seed + index, ...found }).toEqual({ seed: seed + index, leftOut: [], open: declared, inMesh });
      total += declared.length;
    }
    // Chance must have declared something.
    expect(total).toBeGreaterThan(graphs);
  });
});
