import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApiObjectJson, checkedObjects } from '@palisade/constructs';
import { appOf, cases } from '../cases';
import { HardenedCluster } from '../hardened-cluster';
import { type Fate, fateOf } from './gates';
import { harmless } from './harmless';
import { mutations } from './mutate';
import { pageOf } from './page';

const page = join(__dirname, '../../../docs/generated/mutations.md');

let cluster: HardenedCluster;
const fates = new Map<string, Fate>();

beforeAll(async () => {
  cluster = await HardenedCluster.start();
  for (const each of cases.filter(({ refusedBy }) => refusedBy === undefined)) {
    const objects = checkedObjects(appOf(each)) as ApiObjectJson[];
    for (const object of objects) if (object.kind === 'Namespace') await cluster.refusal(object);
    for (const mutation of mutations(objects)) {
      const key = `${mutation.place}: ${mutation.change}`;
      if (!fates.has(key)) fates.set(key, await fateOf(mutation, objects, cluster));
    }
  }
}, 600_000);

afterAll(() => cluster?.stop());

const survivors = () => [...fates].filter(([, fate]) => fate === 'survived').map(([key]) => key);
const excuses = harmless.flatMap(({ survivors }) => survivors);

it('weakens in more than a thousand ways', () => {
  expect(fates.size).toBeGreaterThan(1000);
});

it('leaves no survivor but those that are no lost hardening', () => {
  expect(survivors().filter((key) => !excuses.some((excuse) => excuse.test(key)))).toEqual([]);
});

it('excuses nothing that a gate refuses by now', () => {
  const left = survivors();
  expect(excuses.filter((excuse) => !left.some((key) => excuse.test(key)))).toEqual([]);
});

it('is written down', () => {
  const sorted = new Map([...fates].sort(([a], [b]) => (a < b ? -1 : 1)));
  if (process.env.PALISADE_DOCS === 'write') writeFileSync(page, pageOf(sorted));
  expect(readFileSync(page, 'utf8')).toBe(pageOf(sorted));
});
