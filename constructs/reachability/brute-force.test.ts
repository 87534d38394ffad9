import { PortSet, Reachability, reachable } from '.';
import { BruteForce } from './testing/brute-force';
import { askedPorts, randomBy, randomCluster } from './testing/random-cluster';

const seed = Number(process.env.PALISADE_SEED ?? 20260917);
const clusters = 1500;

describe(`${clusters} clusters by chance (seed ${seed})`, () => {
  it('are judged as a plain reading of the documentation judges them', () => {
    const random = randomBy(seed);
    const counts = { asked: 0, open: 0 };
    for (let round = 0; round < clusters; round += 1) {
      const cluster = randomCluster(random);
      const { namespaces, pods, policies, admin } = cluster;
      const objects = [...namespaces, ...pods, ...policies, ...admin].map((object) => ({ ...object }));
      const model = new Reachability(objects);
      expect(model.leftOut).toEqual([]);
      const naive = new BruteForce(cluster);
      const connections = new Map(
        [...reachable(objects)].map(({ from, to, ports }) => [`${from.name} ${to.name}`, ports]),
      );
      for (const from of pods) {
        for (const to of pods) {
          const [a, b] = [from, to].map(({ metadata: { namespace, name } }) => model.workload(namespace, 'Pod', name));
          if (a === undefined || b === undefined) throw new Error('a pod is missing');
          for (const [protocol, port] of askedPorts) {
            const { egress, ingress, open } = model.verdict(a, b, protocol, port);
            const found = [egress.open, ingress.open, open];
            const sent = naive.canSend(from, to, protocol, port);
            const received = naive.canReceive(from, to, protocol, port);
            const wanted = [sent, received, sent && received];
            if (String(found) !== String(wanted)) {
              const question = `round ${round}: ${a.name} -> ${b.name} ${protocol} ${port}: ${found}, wanted ${wanted}`;
              throw new Error(`${question}\n${JSON.stringify(cluster, undefined, 1)}`);
            }
            if (from !== to) {
              const listed = (connections.get(`${a.name} ${b.name}`) ?? PortSet.none).has(protocol, port);
              if (listed !== (sent && received))
                throw new Error(`round ${round}: ${a.name} -> ${b.name} is listed wrongly`);
            }
            counts.asked += 1;
            counts.open += sent && received ? 1 : 0;
          }
        }
      }
    }
    // Both answers must be common, or half of the model was hardly asked.
    expect(counts.asked).toBeGreaterThan(100_000);
    expect(counts.open / counts.asked).toBeGreaterThan(0.15);
    expect(counts.open / counts.asked).toBeLessThan(0.85);
  });
});
