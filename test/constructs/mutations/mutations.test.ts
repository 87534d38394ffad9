import { type ApiObjectJson, checkedObjects } from '@palisade/constructs';
import { appOf, cases } from '../cases';
import { HardenedCluster } from '../hardened-cluster';
import { type Fate, fateOf } from './gates';
import { type Mutation, mutations } from './mutate';

interface Verdict {
  readonly mutation: Mutation;
  readonly fate: Fate;
}

let cluster: HardenedCluster;
const verdicts = new Map<string, Verdict>();

beforeAll(async () => {
  cluster = await HardenedCluster.start();
  for (const each of cases) {
    const objects = checkedObjects(appOf(each)) as ApiObjectJson[];
    for (const object of objects) if (object.kind === 'Namespace') await cluster.refusal(object);
    for (const mutation of mutations(objects)) {
      const key = `${mutation.place}: ${mutation.change}`;
      if (!verdicts.has(key)) verdicts.set(key, { mutation, fate: await fateOf(mutation, objects, cluster) });
    }
  }
}, 600_000);

afterAll(() => cluster?.stop());

it('has no survivors', () => {
  const lines = [...verdicts].map(
    ([key, v]) =>
      `${key}: ${typeof v.fate === 'string' ? v.fate : v.fate.refusedBy.map((r) => `${r.gate} ${r.rule ?? ''}`).join(', ')}`,
  );
  console.log(lines.join('\n'));
});
