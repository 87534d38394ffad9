import { randomInt } from 'node:crypto';
import {
  type ApiObjectJson,
  App,
  type ClusterFacts,
  checkedObjects,
  Deployment,
  Peer,
  Probe,
  StatefulSet,
  TeamNamespace,
  type Workload,
} from '@palisade/constructs';
import { Chart } from 'cdk8s';
import { Random } from '../gates/random';
import { image } from './cases/case';
import { modelOf, openIn } from './open-connections';

const seed = Number(process.env.PALISADE_SEED ?? randomInt(2 ** 31));
const graphs = 125;
const resources = { cpu: '100m', memory: '64Mi' };

/** An app by chance, in two namespaces, and the connections that it declares, as `shop/web > bank/db TCP 5432`. */
function randomApp(cluster: Partial<ClusterFacts>, random: Random): { app: App; declared: ReadonlySet<string> } {
  const app = new App({ cluster });
  const chart = new Chart(app, 'graph');
  const quota = { cpu: '64', memory: '128Gi', pods: 200 };
  const namespaces = ['shop', 'bank'].map((name) => new TeamNamespace(chart, name, { name, owner: name, quota }));
  const workloads = Array.from({ length: 3 + random.below(8) }, (_, index) => {
    // The same names in both namespaces: a name alone does not tell who is who.
    const namespace = namespaces[index % 2] as TeamNamespace;
    return randomWorkload(namespace, `w${Math.floor(index / 2)}`, random);
  });
  const one = () => random.one(workloads);
  const declared = new Set<string>();
  for (let count = random.below(20); count > 0; count--) {
    const [from, to] = [one(), one()];
    const ports = to.ports.filter(() => random.chance(50));
    if (ports.length === 0) continue;
    const options = { ports: ports.map(({ number }) => number) };
    if (random.chance(50)) from.allowTo(to, options);
    else to.allowFrom(from, options);
    for (const { number, protocol } of ports) {
      declared.add(`${from.namespace}/${from.name} > ${to.namespace}/${to.name} ${protocol} ${number}`);
    }
  }
  for (const workload of workloads) {
    if (random.chance(33)) workload.allowTo(Peer.cidr('203.0.113.0/24', { ports: [443] }));
  }
  return { app, declared };
}

function randomWorkload(namespace: TeamNamespace, name: string, random: Random): Workload {
  const probes = { readiness: Probe.tcp() };
  const program = { image: image(name), resources };
  const kind = random.below(4);
  if (kind === 0) return new Deployment(namespace, name, program);
  if (kind === 1)
    return new StatefulSet(namespace, name, { ...program, probes, port: 5432, replicas: 1 + random.below(3) });
  const ports = { http: 8080, ...(random.chance(50) && { metrics: 9090 }) };
  return new Deployment(namespace, name, { ...program, probes, ports, replicas: 1 + random.below(3) });
}

describe(`in ${4 * graphs} apps by chance (PALISADE_SEED=${seed})`, () => {
  it.each<[string, Partial<ClusterFacts>]>([
    ['network policies', {}],
    ['network policies and Istio', { mesh: 'istio' }],
    ['network policies and Linkerd', { mesh: 'linkerd' }],
    ['Cilium with mutual authentication', { cni: 'cilium', mesh: 'cilium' }],
  ])('%s leave exactly the declared connections open', (_, cluster) => {
    let total = 0;
    for (let index = 0; index < graphs; index += 1) {
      const { app, declared } = randomApp(cluster, new Random(seed + index));
      const objects = checkedObjects(app) as ApiObjectJson[];
      const found = { open: openIn(objects), leftOut: modelOf(objects).leftOut };
      expect({ graph: seed + index, ...found }).toEqual({
        graph: seed + index,
        open: [...declared].sort(),
        leftOut: [],
      });
      total += declared.size;
    }
    // Chance must have declared something.
    expect(total).toBeGreaterThan(2 * graphs);
  });

  it('the model notices a policy that opens more, and one that is missing', () => {
    const { app } = randomApp({}, new Random(7));
    const objects = checkedObjects(app) as ApiObjectJson[];
    const open = openIn(objects);
    const more = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'more', namespace: 'shop' },
      spec: { podSelector: {}, ingress: [{}], egress: [{}], policyTypes: ['Ingress', 'Egress'] },
    };
    expect(openIn([...objects, more]).length).toBeGreaterThan(open.length);
    const own = objects.filter(({ kind, metadata }) => kind !== 'NetworkPolicy' || metadata.name === 'default-deny');
    expect(openIn(own)).toEqual([]);
    expect(open.length).toBeGreaterThan(0);
  });
});
